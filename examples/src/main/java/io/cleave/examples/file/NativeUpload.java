package io.cleave.examples.file;

import io.cleave.body.Body;
import io.cleave.endpoint.MessageClient;
import io.cleave.examples.console.FailureException;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.Request;
import io.cleave.exchange.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Uploads a file on the native protocol: asks how much of it the server has already, and sends the
 * rest. The server has it, whole and under its name, when it has answered.
 *
 * @param path the file here
 * @param name the file there
 * @param patience how long to wait while the server still takes an earlier try
 * @param showsProgress whether a bar may be drawn
 */
record NativeUpload(Path path, String name, Duration patience, boolean showsProgress) {
  /** A conflict is over once the server has thrown away what it had. */
  private static final int ATTEMPTS = 2;

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  /**
   * Uploads it.
   *
   * @return a sentence for people
   */
  String to(MessageClient client) {
    try {
      return sendAll(client);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (ExchangeException failed) {
      throw new FailureException(sentence(failed), failed);
    }
  }

  private String sendAll(MessageClient client) throws IOException {
    for (int attempt = 1; ; attempt++) {
      FileOffer offer = offer();
      try {
        long begun = send(client, offer);
        return path
            + ": "
            + offer.size()
            + " bytes, sha256 "
            + offer.sha256()
            + " sent"
            + (begun == 0 ? "" : ", resumed at byte " + begun);
      } catch (ExchangeException refused) {
        if (refused.status() != Status.CONFLICT || attempt == ATTEMPTS) {
          throw refused;
        }
      }
    }
  }

  private FileOffer offer() throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      long size = file.size();
      return new FileOffer(name, size, Sha256.of(file, size));
    }
  }

  /** Sends what is missing, and tells from where on that was. */
  private long send(MessageClient client, FileOffer offer) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
      long offset =
          client
              .call(Request.to("file.offer").withMeta(offer.toHeader()), client.timeout())
              .meta()
              .longValue("offset");
      if (offset < 0 || offset > offer.size()) {
        throw new FailureException("offset: " + offset + " (expected: 0.." + offer.size() + ")");
      }
      try {
        send(client, offer, offset);
        return offset;
      } catch (ExchangeException refused) {
        boolean isHeld = refused.status() == Status.BUSY; // maybe by the try that was cut off
        if (!isHeld || System.nanoTime() > deadline) {
          throw refused;
        }
      }
      sleep(pause);
    }
  }

  private void send(MessageClient client, FileOffer offer, long offset) throws IOException {
    Request request = Request.to("file.put").withMeta(offer.toHeader().with("offset", offset));
    try (Progress progress = Progress.of(name, offer.size(), showsProgress)) {
      client.call(request.withBody(body(offset, offer.size() - offset, progress)));
    }
  }

  @SuppressWarnings("resource") // the body closes it
  private Body body(long offset, long length, Progress progress) throws IOException {
    FileChannel file = FileChannel.open(path);
    try {
      if (!progress.isDrawn()) {
        return Body.file(file, offset, length);
      }
      InputStream bytes = Channels.newInputStream(file.position(offset));
      return Body.stream(
          new WatchedStream(bytes, length, sent -> progress.advanceTo(offset + sent)), length);
    } catch (IllegalArgumentException shorter) {
      file.close();
      throw new FailureException(path + ": has become shorter meanwhile", shorter);
    }
  }

  private String sentence(ExchangeException failed) {
    String why = NativeClient.sentence(failed);
    return failed.status() == Status.UNAVAILABLE
        ? path + ": the server may not have it; the same command goes on from there (" + why + ")"
        : path + ": the server has not taken it: " + why;
  }

  private static void sleep(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailureException("interrupted", e);
    }
  }
}
