package io.cleave.exchange;

import static java.util.Objects.requireNonNull;

import io.cleave.body.Body;
import io.cleave.header.Header;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The one answer to a request.
 *
 * <pre>{@code
 * Reply.text("HI")
 * Reply.of(Body.file(path)).withMeta(Header.of("size", size))
 * Reply.writing(out -> out.write(Header.of("stream", "stdout"), bytes))
 * Reply.error(Status.NOT_FOUND, "no such file: big.iso")
 * }</pre>
 *
 * <p><b>Threading.</b> Immutable.
 *
 * <p><b>Ownership.</b> Returning it gives its body away.
 */
public final class Reply {
  private static final CompletionStage<Header> NO_TRAILERS =
      CompletableFuture.completedFuture(Header.empty());

  private final Status status;
  private final String error;
  private final Header meta;
  private final Body body;
  private final @Nullable BodyWriter writer;
  private final CompletionStage<Header> trailers;

  private Reply(
      Status status,
      String error,
      Header meta,
      Body body,
      @Nullable BodyWriter writer,
      CompletionStage<Header> trailers) {
    this.status = status;
    this.error = error;
    this.meta = requireNonNull(meta, "meta");
    this.body = requireNonNull(body, "body");
    this.writer = writer;
    this.trailers = requireNonNull(trailers, "trailers");
  }

  /** It was done, and there is nothing to say about it. */
  public static Reply ok() {
    return of(Body.empty());
  }

  /** A text, as UTF-8. */
  public static Reply text(String text) {
    return of(Body.of(text));
  }

  /** Some bytes, which are not copied. */
  public static Reply bytes(byte[] bytes) {
    return of(Body.of(bytes));
  }

  /** A body from memory, a file or a stream, of any length, known or not. */
  public static Reply of(Body body) {
    return new Reply(Status.OK, "", Header.empty(), body, null, NO_TRAILERS);
  }

  /**
   * A body that is written while it is sent.
   *
   * @param writer is called on a worker once the reply has begun
   */
  public static Reply writing(BodyWriter writer) {
    return new Reply(
        Status.OK, "", Header.empty(), Body.empty(), requireNonNull(writer, "writer"), NO_TRAILERS);
  }

  /**
   * It was not done.
   *
   * @param status any but {@link Status#OK}
   * @param error a sentence for people; of more than 1 024 characters the rest is left out
   */
  public static Reply error(Status status, String error) {
    if (requireNonNull(status, "status") == Status.OK) {
      throw new IllegalArgumentException("status: ok (expected: a reason for an error)");
    }
    return new Reply(
        status, requireNonNull(error, "error"), Header.empty(), Body.empty(), null, NO_TRAILERS);
  }

  /** The same with these fields in front of the body. */
  public Reply withMeta(Header value) {
    return new Reply(status, error, value, body, writer, trailers);
  }

  /**
   * The same with these fields behind the body; it ends when they are there. A failure of theirs
   * fails the body.
   *
   * @throws IllegalStateException for a reply that is {@linkplain #writing written}: its writer
   *     says its own, see {@link BodyOutput#trailers}
   */
  public Reply withTrailers(CompletionStage<Header> value) {
    if (writer != null) {
      throw new IllegalStateException(
          "trailers: of a reply that is written (expected: its writer to say them)");
    }
    return new Reply(status, error, meta, body, writer, value);
  }

  /** How it ended. */
  public Status status() {
    return status;
  }

  String error() {
    return error;
  }

  Header meta() {
    return meta;
  }

  Body body() {
    return body;
  }

  @Nullable BodyWriter writer() {
    return writer;
  }

  CompletionStage<Header> trailers() {
    return trailers;
  }

  boolean hasTrailers() {
    return trailers != NO_TRAILERS;
  }

  @Override
  public String toString() {
    return "Reply[" + status + (error.isEmpty() ? "" : ", " + error) + "]";
  }
}
