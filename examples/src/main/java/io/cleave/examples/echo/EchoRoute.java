package io.cleave.examples.echo;

import io.cleave.exchange.BodyOutput;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.exchange.RouteHandler;
import io.cleave.exchange.StreamedBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The route {@code echo}: what came with its request is answered whole, what still comes is
 * answered while it does, however long it gets.
 */
final class EchoRoute implements RouteHandler {
  static final String NAME = "echo";

  private static final int READ_LENGTH = 64 << 10;

  private final EchoAnswer answer;
  private final Charset charset;

  EchoRoute(EchoAnswer answer, Charset charset) {
    this.answer = answer;
    this.charset = charset;
  }

  @Override
  public Reply handle(ReceivedRequest request) {
    StreamedBody body = request.body();
    if (body.length() != StreamedBody.UNKNOWN_LENGTH) {
      return Reply.bytes(answer.apply(body.bytes(EchoServe.MAX_BODY_LENGTH)));
    }
    InputStream stream = body.stream(); // asked for here, so that it stays open
    return Reply.writing(out -> copy(stream, out));
  }

  private void copy(InputStream request, BodyOutput out) throws IOException, InterruptedException {
    try (request) {
      if (charset.equals(StandardCharsets.UTF_8)) {
        copyBytes(request, out);
      } else {
        copyText(new InputStreamReader(request, charset), out);
      }
      write(answer.suffix(), out);
    }
  }

  private void copyBytes(InputStream request, BodyOutput out)
      throws IOException, InterruptedException {
    byte[] read = new byte[READ_LENGTH];
    for (int length = request.read(read); length >= 0; length = request.read(read)) {
      write(answer.raised(Arrays.copyOf(read, length)), out);
    }
  }

  private void copyText(Reader request, BodyOutput out) throws IOException, InterruptedException {
    char[] read = new char[READ_LENGTH]; // the reader never parts a surrogate pair
    for (int length = request.read(read); length >= 0; length = request.read(read)) {
      byte[] utf8 = String.valueOf(read, 0, length).getBytes(StandardCharsets.UTF_8);
      write(answer.raised(utf8), out);
    }
  }

  /** Nothing is written if there is nothing to write. */
  private static void write(byte[] bytes, BodyOutput out) throws InterruptedException {
    if (bytes.length > 0) {
      out.write(bytes);
    }
  }
}
