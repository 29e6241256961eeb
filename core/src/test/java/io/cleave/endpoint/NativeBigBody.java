package io.cleave.endpoint;

import io.cleave.body.Body;
import io.cleave.exchange.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/** A program of its own, so that it can be given little memory: {@code NativeBigBody LENGTH}. */
public final class NativeBigBody {
  private NativeBigBody() {}

  /** Echoes a body of that length, both ends in this process; prints one line. */
  public static void main(String[] arguments) throws IOException {
    long length = Long.parseLong(arguments[0]);
    long start = System.nanoTime();
    CheckedInputStream sent = new CheckedInputStream(new Zeros(length), new CRC32());
    try (MessageServer server =
            MessageServer.builder()
                .route("echo", request -> Reply.of(Body.stream(request.body().publisher())))
                .bind(0);
        MessageClient client = MessageClient.connect("127.0.0.1", server.port());
        CheckedInputStream echoed =
            new CheckedInputStream(
                client.call("echo", Body.stream(sent)).body().stream(), new CRC32())) {
      long count = echoed.transferTo(OutputStream.nullOutputStream());
      long crc = echoed.getChecksum().getValue();
      if (count != length || crc != sent.getChecksum().getValue()) {
        throw new AssertionError(count + " bytes (expected: " + length + "), crc " + crc);
      }
    }
    System.out.println(
        (length >> 20)
            + " MiB echoed on the native protocol in "
            + (System.nanoTime() - start) / 1_000_000
            + " ms, heap of at most "
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " MiB");
  }
}
