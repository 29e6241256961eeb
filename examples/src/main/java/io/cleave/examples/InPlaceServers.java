package io.cleave.examples;

import io.cleave.endpoint.FrameServer;
import io.cleave.endpoint.PlainMessageServer;
import io.cleave.frame.FrameListener;
import io.cleave.frame.FrameWriter;
import io.cleave.header.Header;
import io.cleave.message.MessageFormat;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Servers whose listeners are shown frames and messages where they lie: what the documentation
 * shows.
 */
public final class InPlaceServers {
  private InPlaceServers() {}

  /** Adds up the bytes of each frame. */
  public static FrameServer serveSums(int port) {
    // snippet: server
    FrameServer server =
        FrameServer.builder()
            .format(FrameFormat.of("<q"))
            .inPlace(
                (buffer, index, length, answers) -> {
                  int sum = 0;
                  for (int i = index; i < index + length; i++) {
                    sum += buffer.getByte(i);
                  }
                  answers.write(new byte[] {(byte) sum});
                })
            .bind(port);
    // end: server
    return server;
  }

  /** Answers each frame with the one before. */
  public static FrameServer serveLast(int port) {
    // snippet: state
    FrameServer server =
        FrameServer.builder()
            .format(FrameFormat.of("<q"))
            .inPlaceOf(peer -> new LastFrame()) // one for each connection
            .bind(port);
    // end: state
    return server;
  }

  /** Keeps the last value of each sensor, and answers with it. */
  public static PlainMessageServer serveReadings(int port) {
    Map<String, Long> readings = new ConcurrentHashMap<>();
    // snippet: messages
    PlainMessageServer server =
        PlainMessageServer.builder(MessageFormat.of("<q"))
            .inPlace(
                (header, buffer, index, length, answers) -> {
                  String sensor = header.text("sensor");
                  if (length == Long.BYTES) {
                    readings.put(sensor, buffer.getLongLE(index));
                  }
                  answers.write(Header.of("sensor", sensor, "value", readings.get(sensor)));
                })
            .bind(port);
    // end: messages
    return server;
  }

  // snippet: listener
  /** Keeps a frame, and so has to copy it: the buffer is gone when the call is over. */
  static final class LastFrame implements FrameListener {
    private byte[] last = new byte[0];

    @Override
    public void onFrame(ByteBuf buffer, int index, int length, FrameWriter answers) {
      answers.write(last);
      last = new byte[length];
      buffer.getBytes(index, last);
    }
  }
  // end: listener
}
