package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;

import java.net.SocketAddress;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** What a frame server does with a frame. */
record FrameHandler(Consumer<FrameCall> function, boolean answers) {

  static FrameHandler calling(Consumer<FrameCall> handler) {
    return new FrameHandler(requireNonNull(handler, "onCall"), true);
  }

  static FrameHandler answering(BiFunction<SocketAddress, byte[], byte[]> handler) {
    requireNonNull(handler, "onRequest");
    return calling(call -> answer(call, handler.apply(call.peer(), call.request())));
  }

  private static void answer(FrameCall call, byte[] answer) {
    if (answer == null) {
      throw new IllegalStateException(
          "the answer is null (expected: bytes, none at all for an empty answer, or HANG_UP)");
    }
    if (answer == FrameServer.HANG_UP) {
      call.hangUp();
    } else {
      call.answer(answer);
    }
  }

  static FrameHandler taking(BiConsumer<SocketAddress, byte[]> handler) {
    requireNonNull(handler, "onFrame");
    return new FrameHandler(call -> handler.accept(call.peer(), call.request()), false);
  }

  void handle(FrameCall call) {
    function.accept(call);
  }
}
