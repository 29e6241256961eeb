package io.cleave.message;

import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.InvalidLengthException;
import io.cleave.frame.TruncatedFrameException;
import io.cleave.header.Header;
import io.cleave.header.HeaderException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What a stream of messages means, read in one go from an array: no buffers, no borders, no state.
 * The reference that decoders are compared with.
 */
final class MessageModel {
  /** How the stream ends. */
  enum Ending {
    /** Between two messages. */
    CLEAN,
    /** Within one. */
    TRUNCATED(TruncatedFrameException.class),
    /** With a length field or body length that is refused. */
    BAD_LENGTH(FrameTooLongException.class, InvalidLengthException.class),
    /** With a header that is refused. */
    BAD_HEADER(HeaderException.class);

    @SuppressWarnings("ImmutableEnumChecker") // an immutable set
    private final Set<Class<?>> types;

    Ending(Class<?>... types) {
      this.types = Set.of(types);
    }

    /** Whether these exceptions, and no others, say so. */
    boolean matches(List<Throwable> failures) {
      return types.isEmpty()
          ? failures.isEmpty()
          : failures.size() == 1 && types.contains(failures.get(0).getClass());
    }
  }

  private final byte[] bytes;
  private final MessageFormat format;
  private final EventDigest digest = new EventDigest();
  private Ending ending = Ending.CLEAN;
  private int at;
  private int messages;

  /** Reads messages whose length field is {@code <q} or another little-endian one without sign. */
  MessageModel(byte[] bytes, MessageFormat format) {
    this.bytes = bytes;
    this.format = format;
    while (at < bytes.length && ending == Ending.CLEAN) {
      ending = next();
    }
  }

  private Ending next() {
    int width = format.lengthField().width().maxBytes();
    if (bytes.length - at < width) {
      return Ending.TRUNCATED;
    }
    long headerLength = littleEndian(width);
    at += width;
    if (headerLength < 2 || headerLength > format.headerLimits().maxLength()) {
      return Ending.BAD_LENGTH;
    }
    if (bytes.length - at < headerLength) {
      return Ending.TRUNCATED;
    }
    byte[] json = Arrays.copyOfRange(bytes, at, at + (int) headerLength);
    at += json.length;
    try {
      Header header = Header.parse(json, format.headerLimits());
      return body(header, header.bodyLength(format.bodyLengthKey()));
    } catch (HeaderException e) {
      return Ending.BAD_HEADER;
    }
  }

  private Ending body(Header header, long length) {
    if (length > format.maxBodyLength()) {
      return Ending.BAD_LENGTH;
    }
    int there = (int) Math.min(length, bytes.length - at);
    byte[] body = Arrays.copyOfRange(bytes, at, at + there);
    at += there;
    if (there == length) {
      digest.expect(header.toString(), body, format.wholeBodyLength());
      messages++;
      return Ending.CLEAN;
    }
    if (length > format.wholeBodyLength() || format.wholeBodyLength() == 0) {
      digest.expectStart(header.toString(), length, body);
    }
    return Ending.TRUNCATED;
  }

  private long littleEndian(int width) {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= (bytes[at + i] & 0xFFL) << (Byte.SIZE * i);
    }
    return value;
  }

  Ending ending() {
    return ending;
  }

  /** How many messages are whole. */
  int messages() {
    return messages;
  }

  /** What {@link EventDigest} gives for all events. */
  String digest() {
    return digest.take();
  }
}
