package io.cleave.examples.file;

import io.cleave.body.BodyFile;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Status;
import io.cleave.header.Header;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Takes files. Each is a part beside its place until all of it is here and its digest right; a
 * connection that is lost leaves the part, for whoever brings the same content again.
 */
final class FilesIn {
  private static final int READ_LENGTH = 64 << 10;

  private final RootDirectory root;

  FilesIn(RootDirectory root) {
    this.root = root;
  }

  /** {@code file.offer}. */
  Reply offer(ReceivedRequest request) throws IOException {
    FileOffer offer = FileOffer.of(request.meta());
    try (OpenFolder folder = root.openFolderOf(offer.name())) {
      requireFile(folder, offer);
      return Reply.ok().withMeta(Header.of("offset", hereAlready(folder, offer)));
    }
  }

  private static long hereAlready(OpenFolder folder, FileOffer offer) throws IOException {
    try {
      BasicFileAttributes part = folder.look(offer.partName());
      return part.isRegularFile() ? Math.min(part.size(), offer.size()) : 0;
    } catch (NoSuchFileException none) {
      return 0;
    }
  }

  private static void requireFile(OpenFolder folder, FileOffer offer) throws IOException {
    Path name = RootDirectory.lastOf(offer.name());
    if (BodyFile.isPart(name)) {
      throw new IllegalArgumentException(
          "name: \"" + name + "\" (expected: none that a file half-way has)");
    }
    try {
      BasicFileAttributes there = folder.look(name);
      if (!there.isRegularFile() && !there.isSymbolicLink()) {
        throw new FileSystemException(name.toString(), null, "is no file to be replaced");
      }
    } catch (NoSuchFileException free) {
      // and so it may become one
    }
  }

  /** {@code file.put}. */
  Reply put(ReceivedRequest request) throws IOException {
    FileOffer offer = FileOffer.of(request.meta());
    long offset = request.meta().longValue("offset", 0);
    if (offset < 0 || offset > offer.size()) {
      throw new IllegalArgumentException(
          "offset: " + offset + " (expected: 0.." + offer.size() + ")");
    }
    try (OpenFolder folder = root.openFolderOf(offer.name())) {
      requireFile(folder, offer);
      try (PartFile part = PartFile.open(folder, offer.partName()).orElseThrow(FilesIn::busy)) {
        begin(part, offset, offer);
        take(request, part, offer.size());
        end(part, offer);
      }
    }
    return Reply.ok();
  }

  private static ExchangeException busy() {
    return new ExchangeException(Status.BUSY, "somebody else is sending the same content");
  }

  private static void begin(PartFile part, long offset, FileOffer offer) throws IOException {
    if (part.length() < offset) {
      throw new ExchangeException(
          Status.CONFLICT,
          "offset: " + offset + " (expected: at most the " + part.length() + " that are here)");
    }
    part.requireRoom(offer.size() - part.length());
    part.resumeAt(offset);
  }

  private static void take(ReceivedRequest request, PartFile part, long size) throws IOException {
    byte[] read = new byte[READ_LENGTH];
    try (InputStream bytes = request.body().stream()) {
      for (int count = bytes.read(read); count >= 0; count = bytes.read(read)) {
        if (count > size - part.length()) {
          part.remove();
          throw new IllegalArgumentException(
              "body: longer than it may be (expected: " + size + " bytes in all)");
        }
        part.write(ByteBuffer.wrap(read, 0, count));
      }
    }
    if (part.length() < size) {
      throw new IllegalArgumentException(
          "body: ends at byte " + part.length() + " of the file (expected: " + size + ")");
    }
  }

  private static void end(PartFile part, FileOffer offer) throws IOException {
    String sha256 = part.sha256();
    if (!sha256.equals(offer.sha256())) {
      part.remove();
      throw new ExchangeException(
          Status.CONFLICT, "sha256: " + sha256 + " (expected: " + offer.sha256() + ")");
    }
    part.finish(RootDirectory.lastOf(offer.name()), true);
  }
}
