package io.cleave.exchange;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a request, a body or a connection ended, as the native protocol writes it. */
public enum Status {
  /** All is well. */
  OK,
  /** The request makes no sense here: an unknown form, a value out of range. */
  BAD_REQUEST,
  /** The token is missing or wrong. */
  UNAUTHENTICATED,
  /** Known, and not allowed. */
  FORBIDDEN,
  /** No such route, file or room. */
  NOT_FOUND,
  /** Not now: too much is going on. Nothing was done; try again later. */
  BUSY,
  /** More than this side takes. */
  TOO_LARGE,
  /** What is there is not what the request assumes. */
  CONFLICT,
  /** The time the asker gave was over. */
  DEADLINE_EXCEEDED,
  /** One side wants no more of it. */
  CANCELLED,
  /** The connection is lost or closing, or what stands behind the route is away. */
  UNAVAILABLE,
  /** The handler failed. */
  INTERNAL;

  private static final Map<String, Status> BY_TEXT =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(Status::text, status -> status));

  private final String text = name().toLowerCase(Locale.ROOT);

  /** As it is written: {@code not_found}. */
  public String text() {
    return text;
  }

  /** Reads it; a status that is not known here is {@link #INTERNAL}. */
  public static Status of(String text) {
    return BY_TEXT.getOrDefault(requireNonNull(text, "text"), INTERNAL);
  }

  @Override
  public String toString() {
    return text;
  }
}
