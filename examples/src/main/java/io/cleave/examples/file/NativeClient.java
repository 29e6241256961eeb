package io.cleave.examples.file;

import io.cleave.endpoint.MessageClient;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.Quoted;
import io.cleave.examples.console.UnlessStopped;
import io.cleave.examples.options.ClientOptions;
import io.cleave.examples.options.PeerAddress;
import io.cleave.examples.options.TokenFile;
import io.cleave.exchange.ExchangeException;
import java.util.function.Function;

/** How the commands for files meet a server on the native protocol. */
final class NativeClient {
  private NativeClient() {}

  /**
   * Connects, works, closes.
   *
   * @throws FailureException in the server's words if it refuses
   */
  static <T> T ask(
      PeerAddress server, ClientOptions options, TokenFile token, Function<MessageClient, T> work) {
    MessageClient.Builder builder = options.applyTo(MessageClient.builder());
    token.token().ifPresent(builder::token);
    try (MessageClient client = builder.connect(server.host(), server.port())) {
      return UnlessStopped.get(client::close, () -> work.apply(client));
    } catch (ExchangeException refused) {
      throw new FailureException(sentence(refused), refused);
    }
  }

  /** What a peer says, as it may stand on a terminal. */
  static String sentence(Throwable failure) {
    String sentence = failure.getMessage();
    return Quoted.bare(sentence == null ? failure.getClass().getSimpleName() : sentence);
  }
}
