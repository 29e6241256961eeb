package io.cleave.body;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * The bytes behind a message's header: {@link #length()} of them, from memory, a file or a stream.
 *
 * <p>The length is known from the beginning, because the header announces it before the first byte
 * leaves; only the native protocol sends a stream of {@linkplain #UNKNOWN_LENGTH unknown length}.
 * What is held in memory can be looked at with {@link #bytes()} and {@link #text()}; a file or a
 * stream never has to fit in memory and is pulled chunk by chunk with {@link #open}.
 *
 * <pre>{@code
 * Body.of("hi")                                   // 2 bytes in memory
 * Body.file(Path.of("big.iso"))                   // sent without copying where the pipeline allows it
 * Body.file(path, 1 << 20, 4096)                  // 4096 bytes from the second MiB on
 * Body.stream(inputStream, 4096)                  // read on a worker thread, never on the event loop
 * }</pre>
 *
 * <p>A file or stream that turns out to have another number of bytes than announced is an error at
 * both ends: here {@link BodyLengthException}, at the peer a body that was cut off.
 *
 * <p><b>Threading.</b> A body may be handed from thread to thread, as a {@link ByteBuf} may.
 *
 * <p><b>Ownership.</b> A body is reference-counted. Writing it to a channel passes one reference
 * on; a body that is not written has to be released. Releasing a body in memory releases its
 * buffer, releasing a stream that was never opened closes the stream. A file is opened by {@link
 * #open} alone, so a forgotten file body holds no descriptor.
 */
public abstract class Body implements ReferenceCounted {
  /** What {@link #length()} is of a stream whose end nobody knows: -1. */
  public static final long UNKNOWN_LENGTH = -1;

  Body() {}

  /** The body of no bytes. It needs no release. */
  public static Body empty() {
    return MemoryBody.EMPTY;
  }

  /**
   * A body of these bytes.
   *
   * @param bytes not copied: do not change them until the body has been sent
   */
  public static Body of(byte[] bytes) {
    return of(Unpooled.wrappedBuffer(requireNonNull(bytes, "bytes")));
  }

  /** A body of this text, as UTF-8. */
  public static Body of(String text) {
    return of(requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A body of the readable bytes of a buffer.
   *
   * @param bytes one reference to it now belongs to the body
   */
  public static Body of(ByteBuf bytes) {
    return of(bytes, requireNonNull(bytes, "bytes").readerIndex(), bytes.readableBytes());
  }

  /**
   * A body of some bytes of a buffer, whatever its indexes.
   *
   * @param bytes one reference to it now belongs to the body
   * @param index of the first byte
   * @param length bytes
   * @throws IndexOutOfBoundsException if the buffer does not have them; then it is the caller's
   */
  public static Body of(ByteBuf bytes, int index, int length) {
    Objects.checkFromIndexSize(index, length, requireNonNull(bytes, "bytes").capacity());
    return new MemoryBody(bytes, index, length);
  }

  /**
   * A whole file. Its length is taken now; bytes that are appended later are not sent.
   *
   * @param path a regular file; a symbolic link is followed
   * @throws IllegalArgumentException if it is a directory, a device or anything else but a regular
   *     file
   * @throws UncheckedIOException if it cannot be looked at, for example because there is none
   */
  public static Body file(Path path) {
    return FileBody.whole(requireNonNull(path, "path"));
  }

  /**
   * A part of a file.
   *
   * @param path a regular file; a symbolic link is followed
   * @param offset where the body begins, in bytes
   * @param length how many bytes, at most what the file has behind {@code offset} now
   * @throws IllegalArgumentException if the file has fewer bytes or is not a regular file
   * @throws UncheckedIOException if it cannot be looked at, for example because there is none
   */
  public static Body file(Path path, long offset, long length) {
    return FileBody.part(requireNonNull(path, "path"), offset, length);
  }

  /**
   * A part of a file that was opened some other way, for example relative to a directory without
   * following links. Such a body can be opened once.
   *
   * @param file opened for reading; it now belongs to the body, which closes it when it has been
   *     sent or released. It should be a regular file: a {@link FileChannel} cannot tell
   * @param offset where the body begins, in bytes
   * @param length how many bytes, at most what the file has behind {@code offset} now
   * @throws IllegalArgumentException if the file has fewer bytes; it is not closed then
   * @throws UncheckedIOException if the channel is closed
   */
  public static Body file(FileChannel file, long offset, long length) {
    return FileBody.opened(requireNonNull(file, "file"), offset, length);
  }

  /**
   * A stream of known length, read on one of the library's worker threads. Each stream that is
   * being read takes one; with many slow ones at a time give an executor of your own, for example
   * one of virtual threads.
   *
   * @param stream it now belongs to the body, which closes it exactly once
   * @param length how many bytes it has: it is an error if it ends earlier or goes on. The last
   *     chunk is sent when the stream has said that it ends there
   */
  public static Body stream(InputStream stream, long length) {
    return stream(stream, length, Workers.SHARED);
  }

  /**
   * A stream of known length, read on a thread of {@code executor}.
   *
   * @param stream it now belongs to the body, which closes it exactly once
   * @param length how many bytes it has: it is an error if it ends earlier or goes on. The last
   *     chunk is sent when the stream has said that it ends there
   * @param executor runs what may block: reading and closing the stream
   */
  public static Body stream(InputStream stream, long length, Executor executor) {
    return new InputStreamBody(
        requireNonNull(stream, "stream"),
        checkLength(length),
        requireNonNull(executor, "executor"));
  }

  /**
   * A publisher of known length. It is subscribed to when the body is opened, asked for two buffers
   * ahead, and cancelled if the body fails. As Reactive Streams demand, {@code subscribe}, {@code
   * request} and {@code cancel} must not block: they are called on the event loop.
   *
   * @param publisher gives buffers that it does not touch again
   * @param length how many bytes it gives: it is an error if it completes earlier or goes on. The
   *     last chunk is sent when the publisher has completed
   */
  public static Body stream(Flow.Publisher<ByteBuffer> publisher, long length) {
    return new PublisherBody(requireNonNull(publisher, "publisher"), checkLength(length));
  }

  /**
   * A stream that is over when it ends, for the native protocol: other formats announce the length
   * first.
   *
   * @param stream it now belongs to the body, which closes it exactly once
   */
  public static Body stream(InputStream stream) {
    return stream(stream, Workers.SHARED);
  }

  /**
   * A stream that is over when it ends, for the native protocol, read on a thread of {@code
   * executor}.
   *
   * @param stream it now belongs to the body, which closes it exactly once
   * @param executor runs what may block: reading and closing the stream
   */
  public static Body stream(InputStream stream, Executor executor) {
    return new InputStreamBody(
        requireNonNull(stream, "stream"), UNKNOWN_LENGTH, requireNonNull(executor, "executor"));
  }

  /**
   * A publisher that is over when it completes, for the native protocol.
   *
   * @param publisher gives buffers that it does not touch again
   */
  public static Body stream(Flow.Publisher<ByteBuffer> publisher) {
    return new PublisherBody(requireNonNull(publisher, "publisher"), UNKNOWN_LENGTH);
  }

  /** How many bytes, 0..2^63-1, or {@link #UNKNOWN_LENGTH}. */
  public abstract long length();

  /** Whether {@link #content()}, {@link #bytes()} and {@link #text()} can be asked. */
  public boolean isInMemory() {
    return false;
  }

  /**
   * The bytes of a body in memory, not copied: a view with indices of its own, so that reading from
   * it takes nothing away from the body. It has no reference of its own: retain it to keep it
   * longer than the body.
   *
   * @throws IllegalStateException if the body is a file or a stream
   */
  public ByteBuf content() {
    throw new IllegalStateException(
        this + " (expected: a body in memory; open() gives the bytes of this one, chunk by chunk)");
  }

  /**
   * Writes the bytes of a body in memory at the writer index of a buffer; no index of the body
   * changes.
   *
   * @throws IllegalStateException if the body is a file or a stream
   */
  public void writeTo(ByteBuf out) {
    ByteBuf content = content();
    out.writeBytes(content, content.readerIndex(), content.readableBytes());
  }

  /**
   * A copy of the bytes of a body in memory.
   *
   * @throws IllegalStateException if the body is a file or a stream
   */
  public byte[] bytes() {
    return ByteBufUtil.getBytes(content());
  }

  /**
   * The bytes of a body in memory, read as UTF-8; malformed ones become U+FFFD.
   *
   * @throws IllegalStateException if the body is a file or a stream
   */
  public String text() {
    return text(StandardCharsets.UTF_8);
  }

  /**
   * The bytes of a body in memory, read as text; malformed ones become the charset's replacement.
   *
   * @throws IllegalStateException if the body is a file or a stream
   */
  public String text(Charset charset) {
    requireNonNull(charset, "charset");
    return content().toString(charset);
  }

  /**
   * Opens the bytes for the encoder that is about to write them.
   *
   * <p>The source stands on its own: the body may be released while it is open. Memory and files
   * given by their path can be opened any number of times, for example to send one body to two
   * peers; everything else once.
   *
   * @param encoder the handler that will write what it pulls; a file looks at the handlers between
   *     it and the socket to decide whether it can go without copying
   * @throws BodyLengthException if the file has become shorter since the body was made
   * @throws IOException if the file cannot be opened any more
   * @throws IllegalStateException if it can be opened once and was
   */
  public abstract BodySource open(ChannelHandlerContext encoder) throws IOException;

  @Override
  public abstract Body retain();

  @Override
  public abstract Body retain(int increment);

  @Override
  public Body touch() {
    return this;
  }

  @Override
  public Body touch(Object hint) {
    return this;
  }

  /** What it is, what it is held in and how long: {@code Body[file, 734003200 bytes]}. */
  @Override
  public String toString() {
    return "Body[" + kind() + ", " + length() + " bytes]";
  }

  abstract String kind();

  static long checkLength(long length) {
    if (length < 0) {
      throw new IllegalArgumentException("length: " + length + " (expected: 0..2^63-1)");
    }
    return length;
  }
}
