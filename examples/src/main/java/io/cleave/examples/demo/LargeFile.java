package io.cleave.examples.demo;

import io.cleave.body.FileTarget;
import io.cleave.endpoint.PlainMessageClient;
import io.cleave.endpoint.PlainMessageServer;
import io.cleave.endpoint.ReceivedMessage;
import io.cleave.examples.file.PushedFile;
import io.cleave.message.MessageFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A file with a JSON header in front, as a Python program would push it. */
final class LargeFile {
  private static final int MIB = 1 << 20;
  private static final int MEBIBYTES = 64;
  private static final double NANOS_PER_SECOND = 1e9;

  private LargeFile() {}

  static void show(Narrator narrator) throws IOException {
    narrator.part("A file of 64 MiB: a JSON header, then a body that is never whole in memory");
    Path directory = Files.createTempDirectory("cleave-demo");
    Path sent = directory.resolve("big.bin");
    Path received = directory.resolve("received.bin");
    List.of(directory, sent, received) // also when it is stopped half-way; the last goes first
        .forEach(path -> path.toFile().deleteOnExit());
    try {
      fill(sent);
      push(sent, received, narrator);
    } finally {
      Files.deleteIfExists(sent);
      Files.deleteIfExists(received);
      Files.delete(directory);
    }
  }

  private static void fill(Path file) throws IOException {
    Random random = new Random(64); // the same bytes for everybody
    byte[] mebibyte = new byte[MIB];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < MEBIBYTES; i++) {
        random.nextBytes(mebibyte);
        out.write(mebibyte);
      }
    }
  }

  private static void push(Path sent, Path received, Narrator narrator) throws IOException {
    MessageFormat format = MessageFormat.of("<q").withBodyLengthKey("file_size");
    PushedFile file = new PushedFile(sent, format.bodyLengthKey());
    file.message().release(); // the digest is not part of what is timed
    try (PlainMessageServer server =
            PlainMessageServer.builder(format).onConnect(peer -> file.message()).bind(0);
        PlainMessageClient client =
            PlainMessageClient.builder(format).connect("127.0.0.1", server.port())) {
      long began = System.nanoTime();
      ReceivedMessage message = client.receive();
      narrator.say("header: " + message.header().toJson());
      String expected = message.header().text("md5");
      String digest = message.body().writeTo(FileTarget.of(received).withDigest("MD5", expected));
      double seconds = (System.nanoTime() - began) / NANOS_PER_SECOND;
      narrator.say(
          String.format(
              Locale.ROOT, "%d bytes in %.2f s, md5 %s", Files.size(received), seconds, digest));
      narrator.holds(digest.equals(expected), "the digest is the one in the header");
      narrator.holds(Files.mismatch(sent, received) < 0, "the files are equal, byte for byte");
    }
  }
}
