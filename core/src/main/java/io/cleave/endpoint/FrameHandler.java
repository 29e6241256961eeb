package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;

import java.net.SocketAddress;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What a frame server does with a frame. */
record FrameHandler(
    BiFunction<SocketAddress, byte[], byte @Nullable []> function, boolean answers) {
  private static final byte[] NONE = new byte[0];

  static FrameHandler answering(BiFunction<SocketAddress, byte[], byte[]> handler) {
    return new FrameHandler(requireNonNull(handler, "onRequest"), true);
  }

  static FrameHandler taking(BiConsumer<SocketAddress, byte[]> handler) {
    requireNonNull(handler, "onFrame");
    return new FrameHandler(
        (peer, frame) -> {
          handler.accept(peer, frame);
          return NONE;
        },
        false);
  }

  byte @Nullable [] handle(SocketAddress peer, byte[] frame) {
    return function.apply(peer, frame);
  }
}
