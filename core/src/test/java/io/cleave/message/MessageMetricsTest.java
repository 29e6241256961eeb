package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.frame.FrameDecoder;
import io.cleave.frame.FrameEncoder;
import io.cleave.header.Header;
import io.cleave.metrics.ConnectionMetrics;
import io.cleave.metrics.RefusalCause;
import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageMetricsTest {
  private static final MessageFormat FORMAT = MessageFormat.of("B").withWholeBodyLength(2);
  private static final MessageFormat ENVELOPE = MessageFormat.envelope(">I", ">I");
  private static final String HI = "0f 7b22626f64795f73697a65223a327d 6869";

  private final List<String> calls = new ArrayList<>();
  private final ConnectionMetrics metrics =
      new ConnectionMetrics() {
        @Override
        public void bytesReceived(long bytes) {
          calls.add("bytes in " + bytes);
        }

        @Override
        public void bytesSent(long bytes) {
          calls.add("bytes out " + bytes);
        }

        @Override
        public void messagesReceived(int messages, long bodyBytes) {
          calls.add("messages in " + messages + ", " + bodyBytes);
        }

        @Override
        public void messagesSent(int messages, long bodyBytes) {
          calls.add("messages out " + messages + ", " + bodyBytes);
        }

        @Override
        public void refused(RefusalCause cause) {
          calls.add("refused " + cause);
        }
      };

  @Test
  void countsOncePerReadAndPartsAsTheyCome(TrackedAllocator allocator) {
    EmbeddedChannel channel =
        allocator.channel(new MessageDecoder(FORMAT, metrics), new MessageLines());

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes(HI + HI + "0f 7b22626f64795f73697a65223a337d 61"));
    assertThat(calls).containsExactly("bytes in 53", "messages in 2, 5");
    calls.clear();
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("6263"));

    assertThat(calls).containsExactly("bytes in 2", "messages in 1, 2");
    channel.finish();
  }

  @Test
  void countsRefusalOnce(TrackedAllocator allocator) {
    record Bad(String wire, RefusalCause cause) {}
    for (Bad bad :
        List.of(
            new Bad("00", RefusalCause.INVALID_LENGTH),
            new Bad("02 5b5d", RefusalCause.INVALID_HEADER),
            new Bad("0f 7b22626f64795f73697a65223a397d", RefusalCause.TOO_LONG))) {
      calls.clear();
      EmbeddedChannel channel =
          allocator.channel(
              new MessageDecoder(FORMAT.withMaxBodyLength(3), metrics), new MessageLines());

      Feed.ONE_BYTE_AT_A_TIME.feed(channel, Hex.bytes(HI + bad.wire() + HI));
      channel.close();

      assertThat(calls)
          .filteredOn(c -> c.startsWith("refused"))
          .containsExactly("refused " + bad.cause());
      assertThat(calls)
          .filteredOn(c -> c.startsWith("messages"))
          .containsExactly("messages in 1, 2");
    }
  }

  @Test
  void countsOncePerFlushWhatWasWritten(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(FORMAT, metrics));
    channel.write(hi());
    channel.write(hi());
    channel.write(Message.of(Header.of("body_size", 1))); // refused
    assertThat(calls).isEmpty();

    channel.flush();
    channel.flush();

    assertThat(calls).containsExactly("messages out 2, 4", "bytes out 36");
    channel.releaseOutbound();
    channel.finish();
  }

  @Test
  void countsMessageThatIsPulledWhenItsLastByteIsWritten(TrackedAllocator allocator) {
    HandPublisher publisher = new HandPublisher();
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(FORMAT, metrics));
    channel.writeAndFlush(Message.of(Header.empty(), Body.stream(publisher, 3)));
    assertThat(calls).containsExactly("bytes out 16");
    calls.clear();

    publisher.give(new byte[2]);
    channel.runPendingTasks();
    publisher.give(new byte[1]).complete();
    channel.runPendingTasks();

    assertThat(calls)
        .containsExactly("messages out 0, 2", "bytes out 2", "messages out 1, 1", "bytes out 1");
    channel.releaseOutbound();
    channel.finish();
  }

  @Test
  void doesNotCountMessageThatWasCutOff(TrackedAllocator allocator) {
    HandPublisher publisher = new HandPublisher();
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(FORMAT, metrics));
    channel.writeAndFlush(Message.of(Header.empty(), Body.stream(publisher, 3)));

    publisher.complete();
    channel.runPendingTasks();
    channel.flush();

    assertThat(calls).containsExactly("bytes out 16");
    channel.releaseOutbound();
  }

  @Test
  void countsEnvelopesOncePerReadAndFlush(TrackedAllocator allocator) {
    EmbeddedChannel channel =
        allocator.channel(
            new FrameDecoder(ENVELOPE.frameFormat()),
            new FrameEncoder(ENVELOPE.frameFormat()),
            new JsonHeaderDecoder(ENVELOPE, metrics),
            new JsonHeaderEncoder(ENVELOPE, metrics),
            new MessageLines());
    String envelope = "00000008 00000002 7b7d 6869";

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes(envelope + envelope));
    channel.write(hi());
    channel.write(hi());
    channel.flush();
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes(envelope + "00000006 00000002 5b5d" + envelope));

    assertThat(calls)
        .containsExactly(
            "messages in 2, 4", "messages out 2, 4", "messages in 1, 2", "refused INVALID_HEADER");
    channel.releaseOutbound();
  }

  private static Message hi() {
    return Message.of(Header.empty(), Body.of("hi"));
  }
}
