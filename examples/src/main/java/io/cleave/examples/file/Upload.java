package io.cleave.examples.file;

import io.cleave.body.Body;
import io.cleave.endpoint.AnswerTimeoutException;
import io.cleave.endpoint.ConnectionLostException;
import io.cleave.endpoint.PlainMessageClient;
import io.cleave.examples.console.FailureException;
import io.cleave.header.Header;
import io.cleave.message.Message;
import io.cleave.metrics.ConnectionMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends a file in the old programs' way: a header, the file, and no answer. The server has taken it
 * when it has closed after that, without a reset and without a word.
 *
 * <p><b>Threading.</b> Sent once, from one thread; hears its connection from the event loop.
 */
final class Upload implements ConnectionMetrics {
  private final Path path;
  private final Message message;
  private final boolean showsProgress;
  private final AtomicLong answered = new AtomicLong();

  private Upload(Path path, Message message, boolean showsProgress) {
    this.path = path;
    this.message = message;
    this.showsProgress = showsProgress;
  }

  /** A file as it is now; reads it once, for its digest. */
  static Upload of(Path path, PlainName name, String lengthKey, boolean showsProgress) {
    PushedFile file = new PushedFile(path.toAbsolutePath(), name.text(), lengthKey);
    return new Upload(path, file.message(), showsProgress);
  }

  /**
   * Sends it, and waits until the server has closed.
   *
   * @return a sentence for people
   */
  String send(PlainMessageClient client) {
    Header header = message.header();
    long length = message.body().length();
    try (Progress progress = Progress.of(header.text("file_name"), length, showsProgress)) {
      client.send(progress.isDrawn() ? watched(progress) : message);
      client.end();
    } catch (ConnectionLostException lost) {
      throw new FailureException("the server has not taken it: " + lost.getMessage(), lost);
    } catch (AnswerTimeoutException silent) {
      throw new FailureException(
          "the server may not have taken it, as it has not closed: " + silent.getMessage(), silent);
    }
    if (answered.get() > 0) {
      throw new FailureException(
          "the server answered "
              + answered.get()
              + " bytes (expected: none; one that takes files only closes, so this is none)");
    }
    return path + ": " + length + " bytes, md5 " + header.text("md5") + " sent";
  }

  /** The same message, its body read step by step. */
  private Message watched(Progress progress) {
    try {
      long length = message.body().length();
      Body body =
          Body.stream(
              new WatchedStream(Files.newInputStream(path), length, progress::advanceTo), length);
      message.release();
      return Message.of(message.header(), body);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Override
  public void bytesReceived(long bytes) {
    answered.addAndGet(bytes);
  }
}
