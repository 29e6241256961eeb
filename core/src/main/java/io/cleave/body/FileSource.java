package io.cleave.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Gives a file as one region where it can go without copying, else in chunks. The only place where
 * that is chosen, and as late as possible: TLS may have been started since the body was opened.
 *
 * <p>The descriptor is closed by the region once that is given, before that by {@link #close}; if
 * there are several regions, by the last one to go.
 */
final class FileSource implements BodySource {
  private final long offset;
  private final long length;
  private final ChannelHandlerContext encoder;

  private @Nullable FileChannel file; // null: closed, or the region's
  private long given;
  private @Nullable Region region;
  private @Nullable SharedFile shared; // once a bounded region was given

  FileSource(FileChannel file, long offset, long length, ChannelHandlerContext encoder) {
    this.file = file;
    this.offset = offset;
    this.length = length;
    this.encoder = encoder;
  }

  @Override
  public @Nullable Object next(ByteBufAllocator allocator, int maxBytes) throws IOException {
    Chunks.checkMaxBytes(maxBytes);
    if (isDone()) {
      return null;
    }
    FileChannel from = file;
    if (from == null) {
      throw new IllegalStateException("body: its source was closed before it had given all");
    }
    if (given == 0 && ZeroCopy.isPossible(encoder)) {
      file = null;
      given = length;
      region = new Region(from, offset, length);
      return region;
    }
    return nextChunk(from, allocator, maxBytes);
  }

  @Override
  public @Nullable Object nextWithin(ByteBufAllocator allocator, int maxBytes) throws IOException {
    Chunks.checkMaxBytes(maxBytes);
    FileChannel from = file;
    if (isDone() || from == null || !ZeroCopy.isPossible(encoder)) {
      return next(allocator, maxBytes);
    }
    long count = Math.min(maxBytes, length - given);
    if (from.size() < offset + given + count) { // before a length is announced for it
      throw new BodyLengthException(length, Math.max(0, from.size() - offset));
    }
    SharedFile holder = shared;
    if (holder == null) {
      holder = new SharedFile(from);
      shared = holder;
    }
    region = new Part(holder.retain(), offset + given, count);
    given += count;
    return region;
  }

  private ByteBuf nextChunk(FileChannel from, ByteBufAllocator allocator, int maxBytes)
      throws IOException {
    int wanted = (int) Math.min(Math.min(maxBytes, Chunks.MAX_LENGTH), length - given);
    ByteBuf chunk = allocator.directBuffer(wanted, wanted);
    try {
      int bytes = chunk.writeBytes(from, offset + given, wanted);
      if (bytes <= 0) {
        throw endOf(from);
      }
      given += bytes;
      return chunk.retain();
    } finally {
      chunk.release();
    }
  }

  /** Netty says -1 for a closed channel too. */
  private BodyLengthException endOf(FileChannel from) throws ClosedChannelException {
    if (!from.isOpen()) {
      throw new ClosedChannelException();
    }
    return new BodyLengthException(length, given); // the file has become shorter
  }

  @Override
  public boolean isDone() {
    return given == length;
  }

  @Override
  public void whenReady(Runnable ready) {
    ready.run();
  }

  @Override
  public Throwable explain(Throwable writeFailure) {
    return region != null && region.cameShort
        ? new BodyLengthException(length, region.transferred(), writeFailure)
        : writeFailure;
  }

  @Override
  public void close() {
    if (shared != null) {
      shared.release();
      shared = null;
    } else if (file != null) {
      close(file);
    }
    file = null;
  }

  static void close(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      // it was opened for reading: nothing that was written can have been lost
    }
  }

  /** A region that remembers whether the file was too short for it when the transport let go. */
  private static class Region extends DefaultFileRegion {
    private final FileChannel file;
    private volatile boolean cameShort;

    Region(FileChannel file, long offset, long length) {
      super(file, offset, length);
      this.file = file;
    }

    @Override
    protected void deallocate() {
      if (transferred() < count()) {
        cameShort = isShort();
      }
      letGo();
    }

    void letGo() {
      super.deallocate();
    }

    private boolean isShort() {
      try {
        return file.size() < position() + count();
      } catch (IOException e) {
        return false; // closed by a third party: then that is the reason
      }
    }
  }

  /** A region that leaves its file open for the others. */
  private static final class Part extends Region {
    private final SharedFile shared;

    Part(SharedFile shared, long offset, long length) {
      super(shared.file, offset, length);
      this.shared = shared;
    }

    @Override
    void letGo() {
      shared.release();
    }
  }

  /** Closed when its source and all regions of it are done with it. */
  private static final class SharedFile extends AbstractReferenceCounted {
    private final FileChannel file;

    SharedFile(FileChannel file) {
      this.file = file;
    }

    @Override
    public SharedFile retain() {
      super.retain();
      return this;
    }

    @Override
    protected void deallocate() {
      FileSource.close(file);
    }

    @Override
    public SharedFile touch(Object hint) {
      return this;
    }
  }
}
