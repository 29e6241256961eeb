package io.cleave.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.FileRegion;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What an encoder pulls the bytes of a {@link Body} from while its channel is writable.
 *
 * <pre>{@code
 * while (channel.isWritable() && !source.isDone()) {
 *   Object part = source.next(allocator, 65536);
 *   if (part == null) {
 *     source.whenReady(() -> channel.eventLoop().execute(this::pull));
 *     break;
 *   }
 *   ctx.write(part);                        // a failure goes through source.explain(cause)
 * }
 * }</pre>
 *
 * <p>A source gives exactly the announced number of bytes or throws, {@link BodyLengthException} if
 * there are fewer or more. After it has thrown, it has nothing more to give: close it, and the
 * connection too if a byte of the message has left.
 *
 * <p><b>Threading.</b> One thread at a time, as a rule the event loop, which is never blocked by a
 * stream. A file that goes in chunks is read on the calling thread, 64 KiB at a time.
 *
 * <p><b>Ownership.</b> Whoever opened the source closes it. What {@link #next} gave belongs to the
 * caller, and outlives the source.
 */
public interface BodySource extends AutoCloseable {
  /**
   * The next bytes: a {@link ByteBuf} of 1..{@code maxBytes}, or one {@link FileRegion} for all
   * that is left of a file that can go without copying.
   *
   * <p>A region counts as no bytes at all in the channel's write buffer, so a channel stays
   * writable however many are queued: wait until it has been written before the next body is
   * opened.
   *
   * @param allocator for the chunk, now or while reading ahead
   * @param maxBytes the longest chunk, from 1; does not bind a region
   * @return null if nothing is ready yet, see {@link #whenReady}, or everything was given, see
   *     {@link #isDone}
   * @throws BodyLengthException if there are fewer or more bytes than announced
   * @throws IOException if reading failed
   */
  @Nullable Object next(ByteBufAllocator allocator, int maxBytes) throws IOException;

  /**
   * The next bytes as {@link #next} gives them, but {@code maxBytes} binds a {@link FileRegion}
   * too.
   *
   * @param allocator for the chunk
   * @param maxBytes the longest chunk or region, from 1
   * @throws BodyLengthException if there are fewer or more bytes than announced
   * @throws IOException if reading failed
   */
  default @Nullable Object nextWithin(ByteBufAllocator allocator, int maxBytes) throws IOException {
    return next(allocator, maxBytes);
  }

  /** Whether all bytes were given and, for a stream, that it ended there. */
  boolean isDone();

  /**
   * Asks for one call when there is something to do again: bytes are there, the stream has ended,
   * or it has failed, which {@link #next} then throws. To be called after {@code next} gave null;
   * the last one asked for counts.
   *
   * @param ready called once, on any thread: before this method returns if it is ready now, else on
   *     a thread of the stream. It must not block. It may come too often but never too seldom
   */
  void whenReady(Runnable ready);

  /**
   * The reason to report for the failed write of something this source gave. A file that became
   * shorter while the kernel was sending it shows up as some {@code IOException} of the transport;
   * this turns it into a {@link BodyLengthException}.
   *
   * @param writeFailure the cause the write failed with
   * @return the better explanation if there is one, with {@code writeFailure} as its cause, else
   *     {@code writeFailure}
   */
  default Throwable explain(Throwable writeFailure) {
    return writeFailure;
  }

  /**
   * Releases what was not given, closes the file or stream, cancels the subscription. More than
   * once does no harm.
   */
  @Override
  void close();
}
