package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** The file programs, what bare sockets say to them and see of them, and the files themselves. */
final class FilePeer {
  static final String MD5_OF_HI = "49f68a5c8493ec2c0bf489821c21fc3b";
  static final Map<String, String> UTF8 = Map.of("LC_ALL", "C.UTF-8");
  static final int MIB = 1 << 20;

  private FilePeer() {}

  /** A server that takes files into a directory. */
  static Program taking(Path root, String... more) {
    return serving(List.of("--root", root.toString(), "--take"), more);
  }

  /** A server that gives files by their names. */
  static Program byName(Path root, String... more) {
    return serving(List.of("--root", root.toString(), "--by-name"), more);
  }

  /** A server that pushes a file. */
  static Program pushing(Path file, String... more) {
    return serving(List.of("--push", file.toString()), more);
  }

  private static Program serving(List<String> mode, String... more) {
    return cleave(
        Stream.of(List.of("file", "serve", "--port", "0"), mode, List.of(more))
            .flatMap(List::stream)
            .toArray(String[]::new));
  }

  /** A program in a locale that has every letter. */
  static Program cleave(String... words) {
    return Program.cleave(List.of("-Xmx64m"), UTF8, words);
  }

  /** A file in the old form: length of the header, header, file. */
  static byte[] message(String header, String body) {
    byte[] headerBytes = header.getBytes(UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(length.putLong(headerBytes.length).array());
    out.writeBytes(headerBytes);
    out.writeBytes(body.getBytes(UTF_8));
    return out.toByteArray();
  }

  /** Everything a server answers to a name. A reset is a {@link SocketException}. */
  static byte[] ask(int port, byte[] name) throws IOException {
    try (Socket socket = Wire.connect(port)) {
      socket.getOutputStream().write(name);
      return socket.getInputStream().readAllBytes();
    }
  }

  /** Sends a file in the old form; whether the server closes after that as one that has it. */
  static boolean isTaken(int port, byte[] message) throws IOException {
    try (Socket socket = Wire.connect(port)) {
      socket.getOutputStream().write(message);
      return socket.getInputStream().readAllBytes().length == 0;
    } catch (SocketException reset) {
      return false;
    }
  }

  /** A file of so many MiB, no two of them the same; its length. */
  static long fill(Path file, int mebibytes) throws IOException {
    byte[] mebibyte = new byte[MIB];
    new Random(1688).nextBytes(mebibyte);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < mebibytes; i++) {
        mebibyte[i] = (byte) ~mebibyte[i];
        out.write(mebibyte);
      }
    }
    return (long) mebibytes * MIB;
  }

  /** All there is below a directory. */
  static List<Path> filesBelow(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.skip(1).toList();
    }
  }
}
