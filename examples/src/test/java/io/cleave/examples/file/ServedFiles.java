package io.cleave.examples.file;

import io.cleave.body.BodyFile;
import io.cleave.endpoint.MessageClient;
import io.cleave.endpoint.MessageServer;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Request;
import io.cleave.exchange.Status;
import io.cleave.header.Header;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A file server in this process, and what a test asks it. */
final class ServedFiles implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  private final Path path;
  private final RootDirectory root;
  private final MessageServer server;

  private ServedFiles(Path path, RootDirectory root, MessageServer server) {
    this.path = path;
    this.root = root;
    this.server = server;
  }

  static ServedFiles of(Path path, boolean writable) throws IOException {
    RootDirectory root = RootDirectory.of(path);
    MessageServer server = FileRoutes.of(root, writable).addTo(MessageServer.builder()).bind(0);
    return new ServedFiles(path, root, server);
  }

  int port() {
    return server.port();
  }

  MessageClient connect() {
    return MessageClient.connect(HOST, port());
  }

  /** A file in it. */
  Path path(String name) {
    return path.resolve(name);
  }

  /** The parts of files in it, and below. */
  List<Path> parts() throws IOException {
    return partsBelow(path);
  }

  static List<Path> partsBelow(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(BodyFile::isPart).toList();
    }
  }

  /** A file of random bytes. */
  static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  static String sha256(byte[] bytes) {
    MessageDigest digest = Sha256.begin();
    return HexFormat.of().formatHex(digest.digest(bytes));
  }

  static ReceivedReply ask(MessageClient client, String route, Object... meta) {
    return client.call(request(route, meta));
  }

  static Request request(String route, Object... meta) {
    Header header = Header.empty();
    for (int i = 0; i < meta.length; i += 2) {
      header = header.with((String) meta[i], meta[i + 1]);
    }
    return Request.to(route).withMeta(header).withDeadline(Duration.ofSeconds(30));
  }

  /** How a request ends. */
  static Status status(MessageClient client, Request request) {
    try {
      client.call(request).body().discard();
      return Status.OK;
    } catch (ExchangeException refused) {
      return refused.status();
    }
  }

  @Override
  public void close() throws IOException {
    server.stop(Duration.ofSeconds(5));
    root.close();
  }
}
