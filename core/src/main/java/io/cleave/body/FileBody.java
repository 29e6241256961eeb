package io.cleave.body;

import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicBoolean;

/** A body in a file. Whether it goes as a region or in chunks is decided by {@link FileSource}. */
final class FileBody extends CountedBody {
  private final Origin origin;
  private final long offset;

  private FileBody(Origin origin, long offset, long length) {
    super(length);
    this.origin = origin;
    this.offset = offset;
  }

  static FileBody whole(Path path) {
    return new FileBody(new OnPath(path), 0, sizeOf(path));
  }

  static FileBody part(Path path, long offset, long length) {
    checkPart(offset, length, sizeOf(path));
    return new FileBody(new OnPath(path), offset, length);
  }

  static FileBody opened(FileChannel file, long offset, long length) {
    try {
      checkPart(offset, length, file.size());
    } catch (IOException e) {
      throw new UncheckedIOException("no body from an open file: " + e, e);
    }
    return new FileBody(new OpenedBefore(file, new AtomicBoolean()), offset, length);
  }

  private static long sizeOf(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new IllegalArgumentException("path: " + path + " (expected: a regular file)");
      }
      return attributes.size();
    } catch (IOException e) {
      throw new UncheckedIOException("no body from " + path + ": " + e, e);
    }
  }

  private static void checkPart(long offset, long length, long size) {
    if (offset < 0 || offset > size) {
      throw new IllegalArgumentException(
          "offset: " + offset + " (expected: 0.." + size + ", the file's size)");
    }
    if (length < 0 || length > size - offset) {
      String range = "0.." + (size - offset) + " from offset " + offset + " on";
      throw new IllegalArgumentException("length: " + length + " (expected: " + range + ")");
    }
  }

  @Override
  public BodySource open(ChannelHandlerContext encoder) throws IOException {
    checkNotReleased();
    FileChannel file = origin.open(this);
    try {
      long available = file.size() - offset;
      if (available < length()) {
        throw new BodyLengthException(length(), Math.max(0, available));
      }
    } catch (IOException | RuntimeException e) {
      FileSource.close(file);
      throw e;
    }
    return new FileSource(file, offset, length(), encoder);
  }

  @Override
  void letGo() {
    origin.letGo();
  }

  @Override
  String kind() {
    return "file";
  }

  /** Where the descriptor comes from. */
  private interface Origin {
    FileChannel open(FileBody body) throws IOException;

    /** The body was released. */
    void letGo();
  }

  /** Opened when it is sent, as often as it is sent. */
  private record OnPath(Path path) implements Origin {
    @Override
    public FileChannel open(FileBody body) throws IOException {
      // a pipe may have taken its place: to open that would block the event loop
      if (!Files.isRegularFile(path)) {
        throw new IOException(path + " is no regular file any more");
      }
      return FileChannel.open(path, StandardOpenOption.READ);
    }

    @Override
    public void letGo() {
      // nothing is open
    }
  }

  /** Opened by somebody else and handed over. */
  private record OpenedBefore(FileChannel file, AtomicBoolean handedOn) implements Origin {
    @Override
    public FileChannel open(FileBody body) {
      body.checkFirst(handedOn.compareAndSet(false, true));
      return file;
    }

    @Override
    public void letGo() {
      if (handedOn.compareAndSet(false, true)) {
        FileSource.close(file);
      }
    }
  }
}
