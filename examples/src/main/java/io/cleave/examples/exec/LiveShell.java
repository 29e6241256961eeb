package io.cleave.examples.exec;

import io.cleave.endpoint.MessageClient;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.Quoted;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.Request;
import io.cleave.exchange.StreamedBody;
import io.cleave.header.Header;
import io.cleave.header.HeaderException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.concurrent.CountDownLatch;

/**
 * Asks a remote command server on the native protocol, and prints both outputs of a command as they
 * come. A signal that ends this program ends the command first.
 */
final class LiveShell implements AutoCloseable {
  private static final int SIGNALLED = 128;
  private static final int LARGEST_EXIT = 255;

  private final MessageClient client;
  private final PrintedOutput out;
  private final PrintedOutput err;
  private final Thread hook = new Thread(this::leave, "stop");
  private volatile boolean leaving;

  LiveShell(MessageClient client, Charset charset) {
    this.client = client;
    this.out = new PrintedOutput(System.out, charset);
    this.err = new PrintedOutput(System.err, charset);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Runs a command and prints its output.
   *
   * @return its exit code, or 128 and the number of the signal that ended it
   * @throws FailureException if it was not run, or nobody knows how it ended
   */
  int run(String command) throws IOException {
    out.begin();
    err.begin();
    try {
      Header meta = Header.of(ExecRoute.COMMAND, command);
      return print(client.call(Request.to(ExecRoute.NAME).withMeta(meta), client.timeout()).body());
    } catch (ExchangeException | IOException failure) {
      awaitExitIfLeaving();
      throw new FailureException(sentence(failure), failure);
    }
  }

  private static String sentence(Exception failure) {
    Exception told = failure.getCause() instanceof ExchangeException exchange ? exchange : failure;
    return Quoted.bare(String.valueOf(told.getMessage()));
  }

  private int print(StreamedBody body) throws IOException {
    try {
      body.forEachPart(this::print);
    } finally {
      body.discard(); // what nobody reads is not to be sent
    }
    out.end();
    err.end();
    return exitCode(body.trailers());
  }

  private void print(Header label, byte[] bytes) {
    boolean isError = label.text("stream", "stdout").equals("stderr");
    (isError ? err : out).print(bytes);
    if (System.out.checkError()) {
      throw new FailureException(
          "standard output cannot be written (expected: room, and a reader)");
    }
  }

  private static int exitCode(Header trailers) {
    try {
      if (trailers.has("cut")) {
        System.err.println("[cut: " + Quoted.bare(trailers.text("cut")) + "]");
      }
      int code =
          trailers.has("signal")
              ? SIGNALLED + trailers.intValue("signal")
              : trailers.intValue("exit");
      if (code >= 0 && code <= LARGEST_EXIT) {
        return code;
      }
      throw new FailureException("the server says it ended with " + code + " (expected: 0..255)");
    } catch (HeaderException unsaid) {
      throw new FailureException("the server did not say how the command ended", unsaid);
    }
  }

  /** Whether the cursor is at the beginning of a line, as it is when nothing was printed. */
  boolean isAtLineStart() {
    return out.isAtLineStart() && err.isAtLineStart();
  }

  /** Whether another command can be run. */
  boolean isOpen() {
    return client.connection().isOpen();
  }

  /** A signal has come: the server ends a command that nobody waits for. */
  private void leave() {
    leaving = true;
    client.close();
  }

  /** The signal chooses the exit code, and there is nothing to say. */
  private void awaitExitIfLeaving() {
    if (leaving) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException never) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      awaitExitIfLeaving();
    }
    client.close();
  }
}
