package io.cleave.examples.file;

import io.cleave.body.BodyFile;
import io.cleave.endpoint.MessageServer;
import io.cleave.examples.console.FailureException;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.exchange.RouteHandler;
import io.cleave.exchange.Status;
import io.cleave.header.HeaderException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;

/**
 * The routes of a file server on the native protocol.
 *
 * <pre>{@code
 * file.get     {"name", "offset"?, "version"?}        the file, from there on; its digest behind it
 * file.list    {"dir"?}                               a line of JSON for each file and directory
 * file.offer   {"name", "size", "sha256"}             how much of that is here already
 * file.put     {"name", "size", "sha256", "offset"?}  takes a file, from there on
 * }</pre>
 */
final class FileRoutes {
  /** What nobody has written to for so long was left by somebody who does not come back. */
  private static final Duration STALE = Duration.ofDays(1);

  private final FilesOut out;
  private final FilesIn in;
  private final boolean writable;

  private FileRoutes(RootDirectory root, boolean writable) {
    this.out = new FilesOut(root);
    this.in = new FilesIn(root);
    this.writable = writable;
  }

  /**
   * The routes for a directory.
   *
   * @param writable whether files are taken too; then what was left half-way too long ago is swept
   */
  static FileRoutes of(RootDirectory root, boolean writable) throws IOException {
    if (writable) {
      sweep(root.path());
    }
    return new FileRoutes(root, writable);
  }

  private static void sweep(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes its)
              throws IOException {
            BodyFile.removeStaleParts(directory, STALE);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Tells a server all of them. */
  MessageServer.Builder addTo(MessageServer.Builder server) {
    return server
        .route("file.get", answering(out::get))
        .route("file.list", answering(out::list))
        .route("file.offer", answering(request -> ifWritable(in::offer, request)))
        .route("file.put", answering(request -> ifWritable(in::put, request)));
  }

  private Reply ifWritable(RouteHandler handler, ReceivedRequest request) throws Exception {
    if (!writable) {
      throw new ExchangeException(
          Status.FORBIDDEN, "files are only given away here (expected: a server with --writable)");
    }
    return handler.handle(request);
  }

  /** Says what went wrong, by a status and a sentence without a path of this machine in it. */
  private static RouteHandler answering(RouteHandler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (IllegalArgumentException | HeaderException | FailureException refused) {
        throw new ExchangeException(Status.BAD_REQUEST, String.valueOf(refused.getMessage()));
      } catch (UncheckedIOException failure) {
        throw answer(failure.getCause() == null ? new IOException(failure) : failure.getCause());
      } catch (IOException failure) {
        throw answer(failure);
      }
    };
  }

  private static Exception answer(IOException failure) {
    if (failure.getCause() instanceof ExchangeException lost) {
      return lost;
    }
    if (failure instanceof ClosedByInterruptException
        || failure instanceof InterruptedIOException) {
      return new ExchangeException(Status.CANCELLED, "nobody waits for it any more");
    }
    if (failure instanceof FullDiskException) {
      return new ExchangeException(Status.TOO_LARGE, "the disk is full: " + failure.getMessage());
    }
    if (failure instanceof NoSuchFileException none) {
      return new ExchangeException(Status.NOT_FOUND, none.getFile() + ": no such file");
    }
    if (failure instanceof FileSystemException refused) {
      String reason = refused.getReason();
      return new ExchangeException(
          Status.FORBIDDEN,
          refused.getFile() + ": " + (reason == null ? "permission denied" : reason));
    }
    return failure; // logged here, and internal to the peer
  }
}
