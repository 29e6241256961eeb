package io.cleave.examples.file;

import io.cleave.endpoint.MessageClient;
import io.cleave.examples.console.FailureException;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Request;
import io.cleave.exchange.Status;
import io.cleave.header.Header;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;

/**
 * Downloads a file on the native protocol, and goes on with what an earlier try has left.
 *
 * <p>What came goes into a part beside the file, and which version of the file it is of into a
 * second one. Another version is begun from the start, so the two are never mixed; and the digest
 * of the whole file is compared before it gets its name.
 *
 * @param name the file there
 * @param target the file here
 * @param replacing whether a file that is there gives way
 * @param showsProgress whether a bar may be drawn
 */
record NativeDownload(String name, Path target, boolean replacing, boolean showsProgress) {
  private static final int READ_LENGTH = 64 << 10;

  /** With what an earlier try has left, and if that is of no use, from the start. */
  private static final int ATTEMPTS = 2;

  /**
   * Downloads it.
   *
   * @return a sentence for people
   */
  String from(MessageClient client) {
    requireFree();
    PathFolder folder = PathFolder.of(target);
    String file = String.valueOf(target.getFileName());
    DownloadNote note = new DownloadNote(folder, PartNames.ofDownload(file, name, ".version"));
    try (PartFile part =
        PartFile.open(folder, PartNames.ofDownload(file, name, ""))
            .orElseThrow(() -> new FailureException(target + ": is being downloaded already"))) {
      try {
        return from(client, part, note);
      } finally {
        if (!part.isKept()) {
          note.remove();
        }
      }
    } catch (FileAlreadyExistsException taken) {
      throw isThere(taken);
    } catch (FullDiskException full) {
      throw new FailureException(target + ": the disk is full: " + full.getMessage(), full);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void requireFree() {
    Download.requireFileOrNothing(target);
    if (!replacing && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw isThere(new FileAlreadyExistsException(target.toString()));
    }
  }

  private FailureException isThere(FileAlreadyExistsException taken) {
    return new FailureException(target + ": is there already (-o or --force replaces it)", taken);
  }

  private String from(MessageClient client, PartFile part, DownloadNote note) throws IOException {
    for (int attempt = 1; ; attempt++) {
      long offset = note.isAbout(part.length()) ? part.length() : 0;
      part.resumeAt(offset);
      ReceivedReply reply = ask(client, part, note);
      long begun = part.length();
      String expected = take(reply, part, note);
      String sha256 = part.sha256();
      if (expected.isEmpty() || expected.equals(sha256)) {
        part.finish(target.getFileName(), replacing);
        return sentence(part, begun, sha256, !expected.isEmpty());
      }
      part.resumeAt(0);
      if (begun == 0 || attempt == ATTEMPTS) {
        throw new FailureException(
            target + ": sha256 " + sha256 + " (expected: " + expected + "); nothing was kept");
      }
    }
  }

  private String sentence(PartFile part, long begun, String sha256, boolean verified) {
    return target
        + ": "
        + part.length()
        + " bytes, sha256 "
        + sha256
        + (verified ? " verified" : ", unverified: it came without one")
        + (begun == 0 ? "" : ", resumed at byte " + begun);
  }

  /** Asks for what is missing; if that is of another version, for all of it. */
  private ReceivedReply ask(MessageClient client, PartFile part, DownloadNote note)
      throws IOException {
    if (part.length() > 0) {
      try {
        Header rest = Header.of("name", name, "offset", part.length(), "version", note.version());
        ReceivedReply reply = client.call(Request.to("file.get").withMeta(rest), client.timeout());
        if (note.isSame(reply.meta())) {
          return reply;
        }
        reply.body().discard(); // it does not look at the version, or has said another one
      } catch (ExchangeException refused) {
        if (!Set.of(Status.CONFLICT, Status.BAD_REQUEST).contains(refused.status())) {
          throw refused;
        }
      }
      part.resumeAt(0);
    }
    ReceivedReply reply =
        client.call(
            Request.to("file.get").withMeta(Header.of("name", name, "offset", 0)),
            client.timeout());
    note.write(reply.meta());
    return reply;
  }

  /**
   * Takes what comes.
   *
   * @return the digest that the server says; empty if it says none
   */
  private String take(ReceivedReply reply, PartFile part, DownloadNote note) throws IOException {
    long size = note.size();
    part.requireRoom(size - part.length());
    byte[] read = new byte[READ_LENGTH];
    try (InputStream bytes = reply.body().stream();
        Progress progress = Progress.of(target.getFileName() + "", size, showsProgress)) {
      for (int count = read(bytes, read, part, size); count >= 0; ) {
        if (count > size - part.length()) {
          part.remove();
          throw new FailureException(name + ": longer than its " + size + " bytes");
        }
        part.write(ByteBuffer.wrap(read, 0, count));
        progress.advanceTo(part.length());
        count = read(bytes, read, part, size);
      }
    }
    if (part.length() < size) {
      throw halfWay(part, size, new IOException("the server ended it there"));
    }
    return reply.body().trailers().text("sha256", "");
  }

  private int read(InputStream bytes, byte[] target, PartFile part, long size) throws IOException {
    try {
      return bytes.read(target);
    } catch (IOException lost) {
      if (lost.getCause() instanceof ExchangeException failed
          && failed.status() == Status.CONFLICT) {
        part.remove();
        throw failed;
      }
      throw halfWay(part, size, lost);
    }
  }

  private FailureException halfWay(PartFile part, long size, IOException why) {
    return new FailureException(
        target
            + ": "
            + part.length()
            + " of "
            + size
            + " bytes are here; the same command goes on from there ("
            + NativeClient.sentence(why)
            + ")",
        why);
  }
}
