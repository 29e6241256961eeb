package io.cleave.examples.file;

import io.cleave.body.Body;
import io.cleave.examples.console.FailureException;
import io.cleave.exchange.BodyOutput;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Status;
import io.cleave.header.Header;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Gives files and lists away.
 *
 * <p>A file is sent from the descriptor it was looked at by, so one that takes its place meanwhile
 * changes nothing. One that is written to meanwhile ends in {@code conflict}, or with a digest that
 * its reader does not get: it may be sent while it is digested, and both read the disk.
 */
final class FilesOut {
  private static final int ATTEMPTS = 20;
  private static final int LIST_BUFFER = 32 << 10;

  /** A file up to here is digested at once, from the descriptor it is sent from. */
  private static final long DIGESTED_AT_ONCE = 1 << 20;

  private final RootDirectory root;
  private final Digests digests = new Digests();

  FilesOut(RootDirectory root) {
    this.root = root;
  }

  /** {@code file.get}. */
  Reply get(ReceivedRequest request) throws IOException {
    String name = request.meta().text("name");
    long offset = request.meta().longValue("offset", 0);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      OpenedFile file = root.openFile(name);
      boolean given = false;
      try {
        FileVersion version = FileVersion.of(file);
        requireSame(name, request.meta().text("version", version.text()), version);
        requireOffset(offset, version);
        Optional<CompletionStage<String>> digest = digest(name, file, version);
        if (digest.isPresent()) {
          Body body = body(name, file.channel(), offset, version.size() - offset);
          given = true;
          return reply(body, version, digest.get());
        }
      } finally {
        if (!given) {
          file.close();
        }
      }
    }
    throw changed(name);
  }

  private static void requireSame(String name, String asked, FileVersion version) {
    if (!asked.equals(version.text())) {
      throw new ExchangeException(
          Status.CONFLICT, name + ": is another one now (expected: the version asked for)");
    }
  }

  private static void requireOffset(long offset, FileVersion version) {
    if (offset < 0 || offset > version.size()) {
      throw new IllegalArgumentException(
          "offset: " + offset + " (expected: 0.." + version.size() + ")");
    }
  }

  private static Body body(String name, FileChannel file, long offset, long length) {
    try {
      return Body.file(file, offset, length);
    } catch (IllegalArgumentException shorter) {
      throw changed(name);
    }
  }

  private static Reply reply(Body body, FileVersion version, CompletionStage<String> digest) {
    return Reply.of(body)
        .withMeta(Header.of("size", version.size(), "version", version.text()))
        .withTrailers(digest.thenApply(sha256 -> Header.of("sha256", sha256)));
  }

  private static ExchangeException changed(String name) {
    return new ExchangeException(
        Status.CONFLICT, name + ": changed while it was read (expected: one that stays a while)");
  }

  /**
   * The digest of the whole file, whose channel will be closed when it has been sent.
   *
   * @return nothing if the file was replaced this very moment
   */
  private Optional<CompletionStage<String>> digest(
      String name, OpenedFile file, FileVersion version) throws IOException {
    Optional<CompletionStage<String>> known = digests.find(version);
    if (known.isPresent()) {
      return known;
    }
    if (version.size() <= DIGESTED_AT_ONCE) {
      String digest = Sha256.of(file.channel(), version.size());
      return Optional.of(CompletableFuture.completedFuture(digest));
    }
    OpenedFile again = root.openFile(name);
    if (!FileVersion.of(again).equals(version)) {
      again.close();
      return Optional.empty();
    }
    return Optional.of(digests.of(version, again, () -> digestOnce(name, again, version)));
  }

  /** Reads the whole file, and looks at it once more behind that. */
  private String digestOnce(String name, OpenedFile file, FileVersion version) throws IOException {
    String digest = Sha256.of(file.channel(), version.size());
    if (!isUnchanged(name, file, version)) {
      throw changed(name);
    }
    return digest;
  }

  /** A file that takes its place, before this or in the middle of it, does not matter. */
  private boolean isUnchanged(String name, OpenedFile file, FileVersion version)
      throws IOException {
    try (OpenFolder folder = root.openFolderOf(name)) {
      Path last = RootDirectory.lastOf(name);
      BasicFileAttributes now = folder.look(last);
      OpenedFile again = new OpenedFile(file.channel(), now, file.path());
      if (isSame(now, version) && FileVersion.of(again).equals(version)) {
        return true;
      }
      if (isSame(now, version) && isSame(folder.look(last), version)) {
        return false;
      }
    } catch (FileSystemException removed) {
      // its bytes are still there
    }
    return file.channel().size() == version.size();
  }

  private static boolean isSame(BasicFileAttributes there, FileVersion version) {
    return Objects.equals(there.fileKey(), version.key());
  }

  /** {@code file.list}. */
  Reply list(ReceivedRequest request) throws IOException {
    String directory = request.meta().text("dir", "");
    List<Path> names;
    try (OpenFolder folder = root.openFolder(directory)) {
      names = folder.names();
    }
    names.removeIf(name -> !isPlain(name));
    names.sort(Comparator.comparing(Path::toString));
    return Reply.writing(out -> write(directory, names, out));
  }

  private void write(String directory, List<Path> names, BodyOutput out) throws IOException {
    try (OpenFolder folder = root.openFolder(directory);
        OutputStream lines = new BufferedOutputStream(out.stream(), LIST_BUFFER)) {
      for (Path name : names) {
        Optional<Header> line = line(folder, name);
        if (line.isPresent()) {
          lines.write((line.get().toJson() + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  /** What nobody could ask for is not listed: links, devices, files half-way, odd names. */
  private static Optional<Header> line(OpenFolder folder, Path name) throws IOException {
    BasicFileAttributes its;
    try {
      its = folder.look(name);
    } catch (NoSuchFileException removed) {
      return Optional.empty();
    }
    if (!its.isDirectory() && !OpenFolder.isGivenAway(name, its)) {
      return Optional.empty();
    }
    return Optional.of(
        Header.of(
            "name",
            name.toString(),
            "size",
            its.isDirectory() ? 0 : its.size(),
            "mtime_ms",
            its.lastModifiedTime().toMillis(),
            "dir",
            its.isDirectory()));
  }

  private static boolean isPlain(Path name) {
    try {
      return new PlainName(name.toString()).toPath().equals(name);
    } catch (IllegalArgumentException | FailureException odd) {
      return false;
    }
  }
}
