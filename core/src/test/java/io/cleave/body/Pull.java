package io.cleave.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Pulls a source as an encoder does, and knows whether anything was left behind. */
final class Pull {
  final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
  int nulls;
  int chunks;

  ChannelHandlerContext encoder() {
    return channel.pipeline().firstContext();
  }

  /**
   * Everything until the source is done, which is then closed. Waits where an encoder would return.
   */
  byte[] all(BodySource source, int maxBytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (source) {
      while (!source.isDone()) {
        Object part = source.next(allocator, maxBytes);
        if (part == null) {
          nulls++;
          awaitReady(source);
          continue;
        }
        bytes.writeBytes(taken(part, maxBytes));
      }
    }
    return bytes.toByteArray();
  }

  private byte[] taken(Object part, int maxBytes) throws IOException {
    chunks++;
    ByteBuf chunk = (ByteBuf) part;
    try {
      if (!chunk.isReadable() || chunk.readableBytes() > maxBytes) {
        throw new AssertionError(
            "chunk of " + chunk.readableBytes() + " bytes, asked for " + maxBytes);
      }
      byte[] bytes = new byte[chunk.readableBytes()];
      chunk.readBytes(bytes);
      return bytes;
    } finally {
      chunk.release();
    }
  }

  static void awaitReady(BodySource source) {
    CountDownLatch ready = new CountDownLatch(1);
    source.whenReady(ready::countDown);
    try {
      if (!ready.await(10, TimeUnit.SECONDS)) {
        throw new AssertionError("whenReady was not called within 10 s");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** How many bytes of buffers are still held. */
  long held() {
    return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
  }

  /** How many of this process's descriptors are files below a directory. */
  static long descriptorsBelow(Path directory) throws IOException {
    Path real = directory.toRealPath();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(descriptor -> pointsBelow(descriptor, real)).count();
    }
  }

  private static boolean pointsBelow(Path descriptor, Path directory) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(directory);
    } catch (IOException e) {
      return false; // closed since it was listed
    }
  }
}
