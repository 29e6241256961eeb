package io.cleave.endpoint;

import io.cleave.body.Body;
import io.cleave.body.FileTarget;
import io.cleave.header.Header;
import io.cleave.message.Message;
import io.cleave.message.MessageFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * A program of its own, so that it can be given little memory: {@code BigBody LENGTH DIRECTORY}.
 */
public final class BigBody {
  private static final MessageFormat FORMAT = MessageFormat.of("<q");

  private BigBody() {}

  /** Pushes a file, takes one, echoes one; prints one line. */
  public static void main(String[] arguments) throws IOException {
    long length = Long.parseLong(arguments[0]);
    Path directory = Path.of(arguments[1]);
    Path file = write(directory.resolve("file"), length);
    long expected = crc(Files.newInputStream(file));
    long start = System.nanoTime();
    push(file, directory.resolve("pulled"), expected);
    upload(file, expected);
    echo(file, expected);
    System.out.println(
        "3 bodies of "
            + (length >> 20)
            + " MiB in "
            + Duration.ofNanos(System.nanoTime() - start).toMillis()
            + " ms, heap of at most "
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " MiB");
  }

  private static Path write(Path file, long length) throws IOException {
    byte[] block = new byte[1 << 20];
    new Random(7).nextBytes(block);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long written = 0; written < length; written += block.length) {
        block[0]++;
        out.write(block);
      }
    }
    return file;
  }

  private static long crc(InputStream stream) throws IOException {
    try (CheckedInputStream in = new CheckedInputStream(stream, new CRC32())) {
      in.transferTo(OutputStream.nullOutputStream());
      return in.getChecksum().getValue();
    }
  }

  private static void check(String what, long actual, long expected) {
    if (actual != expected) {
      throw new AssertionError(what + ": crc " + actual + " (expected: " + expected + ")");
    }
  }

  private static PlainMessageClient client(Server server) {
    return PlainMessageClient.builder(FORMAT).connect("127.0.0.1", server.port());
  }

  private static void push(Path file, Path target, long expected) throws IOException {
    try (PlainMessageServer server =
            PlainMessageServer.builder(FORMAT)
                .onConnect(peer -> Message.of(Header.empty(), Body.file(file)))
                .bind(0);
        PlainMessageClient client = client(server)) {
      client.receive().body().writeTo(FileTarget.of(target));
    }
    check("pushed", crc(Files.newInputStream(target)), expected);
    Files.delete(target);
  }

  private static void upload(Path file, long expected) throws IOException {
    try (PlainMessageServer server =
            PlainMessageServer.builder(FORMAT)
                .onMessage(message -> Message.of(Header.of("crc", crcOf(message))))
                .bind(0);
        PlainMessageClient client = client(server)) {
      Body body = Body.stream(Files.newInputStream(file), Files.size(file));
      check(
          "uploaded",
          client.call(Message.of(Header.empty(), body)).header().longValue("crc"),
          expected);
    }
  }

  private static long crcOf(ReceivedMessage message) {
    try {
      return crc(message.body().stream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void echo(Path file, long expected) {
    try (PlainMessageServer server =
            PlainMessageServer.builder(FORMAT)
                .onMessage(
                    message ->
                        Message.of(
                            Header.empty(),
                            Body.stream(message.body().stream(), message.bodyLength())))
                .bind(0);
        PlainMessageClient client = client(server)) {
      check("echoed", crcOf(client.call(Message.of(Header.empty(), Body.file(file)))), expected);
    }
  }
}
