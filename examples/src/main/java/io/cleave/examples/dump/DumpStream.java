package io.cleave.examples.dump;

import io.cleave.examples.options.Framing;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.CodecException;
import java.util.function.Consumer;

/**
 * One stream of bytes, dumped as it comes.
 *
 * <p><b>Threading.</b> One thread at a time.
 */
final class DumpStream {
  private final DumpDecoder decoder;
  private final EmbeddedChannel channel;
  private final Consumer<String> lines;

  /**
   * A stream.
   *
   * @param lines takes each line, at once
   */
  DumpStream(Framing framing, Consumer<String> lines) {
    this.decoder = DumpDecoder.of(framing);
    this.channel = new EmbeddedChannel(decoder);
    this.lines = lines;
  }

  /** Where the frame begins that has not come to its end. */
  long offset() {
    return decoder.offset();
  }

  /**
   * The next bytes.
   *
   * @throws CodecException if they cannot be cut; the stream ends there
   */
  void feed(byte[] bytes, int length) {
    try {
      channel.writeInbound(Unpooled.wrappedBuffer(bytes, 0, length));
    } finally {
      print(); // what was whole before the bad byte
    }
  }

  /**
   * The stream is over.
   *
   * @throws CodecException if that cuts something off
   */
  void end() {
    try {
      channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      channel.checkException();
    } finally {
      print();
    }
  }

  private void print() {
    for (String line = channel.readInbound(); line != null; line = channel.readInbound()) {
      lines.accept(line);
    }
  }
}
