package io.cleave.examples.echo;

import io.cleave.body.Body;
import io.cleave.endpoint.FrameClient;
import io.cleave.endpoint.MessageClient;
import io.cleave.endpoint.PlainMessageClient;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.options.ClientOptions;
import io.cleave.examples.options.Framing;
import io.cleave.examples.options.PeerAddress;
import io.cleave.examples.text.Texts;
import io.cleave.header.Header;
import io.cleave.message.Message;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Asks in texts, whatever the framing. */
final class TextClient implements AutoCloseable {
  private final Texts texts;
  private final UnaryOperator<byte[]> exchange;
  private final Runnable close;
  private final boolean canSayNothing;

  private TextClient(
      Texts texts, UnaryOperator<byte[]> exchange, Runnable close, boolean canSayNothing) {
    this.texts = texts;
    this.exchange = exchange;
    this.close = close;
    this.canSayNothing = canSayNothing;
  }

  static TextClient connect(
      Framing framing, Duration quiet, Charset charset, ClientOptions options, PeerAddress server) {
    Texts texts = new Texts(charset);
    if (framing instanceof Framing.Native) {
      MessageClient client =
          options
              .applyTo(MessageClient.builder())
              .deadline(options.timeout())
              .connect(server.host(), server.port());
      return new TextClient(texts, request -> call(client, request), client::close, true);
    }
    if (framing instanceof Framing.Messages messages) {
      PlainMessageClient client =
          options
              .applyTo(PlainMessageClient.builder(messages.format()))
              .connect(server.host(), server.port());
      return new TextClient(texts, request -> call(client, request), client::close, true);
    }
    FrameClient.Builder builder = options.applyTo(FrameClient.builder());
    boolean framed = framing instanceof Framing.Frames;
    builder =
        framing instanceof Framing.Frames frames
            ? builder.format(frames.format())
            : builder.unframed(quiet);
    FrameClient client = builder.connect(server.host(), server.port());
    return new TextClient(texts, client::call, client::close, framed);
  }

  private static byte[] call(MessageClient client, byte[] request) {
    return client.call(EchoRoute.NAME, Body.of(request)).body().bytes(EchoServe.MAX_BODY_LENGTH);
  }

  private static byte[] call(PlainMessageClient client, byte[] request) {
    Message message = Message.of(Header.empty(), Body.of(request));
    return client.call(message).body().bytes(EchoServe.MAX_BODY_LENGTH);
  }

  /** Whether a text can be sent: without borders, none cannot. */
  boolean canAsk(String text) {
    return canSayNothing || !text.isEmpty();
  }

  /** The answer to one text. */
  String ask(String text) {
    if (!canAsk(text)) {
      throw new FailureException(
          "an empty text has no bytes, and --framing none sends nothing else");
    }
    return texts.decode(exchange.apply(texts.encode(text)));
  }

  @Override
  public void close() {
    close.run();
  }
}
