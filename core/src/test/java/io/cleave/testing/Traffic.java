package io.cleave.testing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What comes out at either end of an embedded channel, as hexadecimal text, and how it ends.
 *
 * <p><b>Ownership.</b> Takes the buffers and releases them.
 */
public final class Traffic {

  private Traffic() {}

  /** The buffers that reached the inbound end since the last call, one line each. */
  public static List<String> received(EmbeddedChannel channel) {
    return drain(channel::readInbound);
  }

  /** All bytes that reached the outbound end since the last call, in one line. */
  public static String sent(EmbeddedChannel channel) {
    return String.join("", drain(channel::readOutbound));
  }

  /** Ends the stream as a peer's close does: without passing the pipeline on its way out. */
  public static void peerCloses(EmbeddedChannel channel) {
    channel.unsafe().close(channel.unsafe().voidPromise());
    channel.runPendingTasks();
  }

  private static List<String> drain(Supplier<Object> queue) {
    List<String> lines = new ArrayList<>();
    Object message;
    while ((message = queue.get()) != null) {
      ByteBuf buffer = (ByteBuf) message;
      lines.add(Hex.of(buffer));
      buffer.release();
    }
    return lines;
  }
}
