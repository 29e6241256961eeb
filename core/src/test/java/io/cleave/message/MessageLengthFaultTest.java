package io.cleave.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.InvalidLengthException;
import io.cleave.header.HeaderException;
import io.cleave.testing.FaultLine;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Rows F2 and F3 for messages: no length a peer writes is believed before it is compared. */
class MessageLengthFaultTest {
  private static final int VALUES = 64;
  private static final long MAX_ALLOCATION = 4 << 10;
  private static final long MAX_NANOS = 10_000_000;
  private static final int MAX_HEADER = 65_536;
  private static final int MAX_BODY = 1 << 20;
  private static final int ATTEMPTS = 5;
  private static final byte[] GOOD = MessageWire.withBody(Hex.bytes("6869"));

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final TrackedAllocator feeding = TrackedAllocator.withoutSites();
  private long mostAllocated;
  private long mostBuffered;
  private long longestNanos;
  private int refused;

  /** What some bytes did, and what that cost. */
  private record Outcome(
      List<String> lines,
      List<Throwable> failures,
      boolean open,
      long heap,
      long buffers,
      long nanos) {
    Outcome leastOf(Outcome other) {
      return new Outcome(
          lines,
          failures,
          open,
          Math.min(heap, other.heap),
          Math.min(buffers, other.buffers),
          Math.min(nanos, other.nanos));
    }
  }

  static Set<Long> values() {
    Set<Long> values = new TreeSet<>();
    for (long power : new long[] {8, 15, 16, 24, 31, 32, 33, 48, 62}) {
      long value = 1L << power;
      values.addAll(List.of(value - 1, value, value + 1));
    }
    for (long value : new long[] {0, 1, 5, MAX_HEADER, MAX_BODY}) {
      values.addAll(List.of(value, value + 1, -value, -value - 1));
      values.add(Long.reverseBytes(value));
    }
    for (long below = 0; below < 9; below++) {
      values.add(Long.MAX_VALUE - below);
    }
    values.addAll(List.of(Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MIN_VALUE + 8, -8L, -9L));
    values.addAll(List.of(-1L << 31, -1L << 32, -1L << 62));
    values.addAll(List.of(0x8080808080808080L, 0x8000000080000000L, 0x7f7f7f7f7f7f7f7fL));
    return values;
  }

  @Test
  void headerLengthsAreComparedBeforeAnythingElse() {
    MessageFormat format = MessageFormat.of("<q");
    for (long value : values()) {
      byte[] wire = MessageWire.le64(value);
      if (value < Headers.SHORTEST) {
        refuses(wire, format, InvalidLengthException.class, MessageWire.le64(-1));
      } else if (value > MAX_HEADER) {
        refuses(wire, format, FrameTooLongException.class, MessageWire.le64(MAX_HEADER + 1));
      } else {
        takes(wire, format, MessageWire.le64(2));
      }
    }
    print("header");
  }

  @Test
  void bodyLengthsAreComparedBeforeAnythingElse() {
    MessageFormat format = MessageFormat.of("<q").withMaxBodyLength(MAX_BODY);
    byte[] beyond63Bits = announcing(Long.toUnsignedString(Long.MIN_VALUE));
    for (long value : values()) {
      byte[] wire = MessageWire.announcing(value);
      if (value < 0) {
        refuses(wire, format, HeaderException.class, MessageWire.announcing(-1));
        byte[] unsigned = announcing(Long.toUnsignedString(value));
        refuses(unsigned, format, HeaderException.class, beyond63Bits);
      } else if (value > MAX_BODY) {
        byte[] control = MessageWire.announcing(MAX_BODY + 1);
        refuses(wire, format, FrameTooLongException.class, control);
      } else {
        takes(wire, format, MessageWire.announcing(0));
      }
    }
    print("body");
  }

  @Test
  void bodyLengthsUpToTheLargestAreStreamed() {
    MessageFormat format = MessageFormat.of("<q");
    for (long value : values()) {
      if (value > format.wholeBodyLength()) {
        Outcome outcome =
            takes(MessageWire.announcing(value), format, MessageWire.announcing(8193));
        assertThat(outcome.lines())
            .containsExactly("start {\"body_size\":" + value + "} " + value + ": ");
      }
    }
    assertThat(mostAllocated).isLessThanOrEqualTo(MAX_ALLOCATION);
  }

  private static byte[] announcing(String bodyLength) {
    return MessageWire.of("{\"body_size\":" + bodyLength + "}", new byte[0]);
  }

  private void print(String field) {
    assertThat(values()).hasSizeGreaterThanOrEqualTo(VALUES);
    assertThat(mostAllocated).isLessThanOrEqualTo(MAX_ALLOCATION);
    assertThat(mostBuffered).isLessThanOrEqualTo(MAX_ALLOCATION);
    assertThat(longestNanos).isLessThanOrEqualTo(MAX_NANOS);
    FaultLine.print(
        "F2",
        "%s values in the %s length, alone, with a good message, byte by byte: %s refused, 0"
            + " delivered behind; at most %s bytes more than for the least refused value, %s of"
            + " buffers; closed within %s us",
        values().size(),
        field,
        refused,
        mostAllocated,
        mostBuffered,
        longestNanos / 1000);
  }

  /** Alone, with a good message behind it, and byte by byte. */
  private void refuses(byte[] bad, MessageFormat format, Class<?> type, byte[] control) {
    for (int way = 0; way < 3; way++) {
      Outcome outcome = feed(format, pieces(bad, way), pieces(control, way));
      assertThat(outcome.failures())
          .as("%s", Hex.of(bad))
          .singleElement()
          .satisfies(failure -> assertThat(failure).isExactlyInstanceOf(type));
      assertThat(outcome.lines()).hasSize(1);
      assertThat(outcome.open()).isFalse();
      refused++;
    }
  }

  private static List<byte[]> pieces(byte[] bytes, int way) {
    return switch (way) {
      case 0 -> List.of(bytes);
      case 1 -> List.of(Hex.join(bytes, GOOD));
      default -> MessageWire.pieces(Hex.join(bytes, GOOD), 1);
    };
  }

  private Outcome takes(byte[] good, MessageFormat format, byte[] control) {
    Outcome outcome = feed(format, List.of(good), List.of(control));
    assertThat(outcome.failures()).as("%s", Hex.of(good)).isEmpty();
    assertThat(outcome.open()).isTrue();
    return outcome;
  }

  private Outcome feed(MessageFormat format, List<byte[]> pieces, List<byte[]> control) {
    Outcome outcome = leastOfSome(format, pieces);
    if (pieces.size() == control.size()) { // each read takes some, whatever it brings
      long heap = outcome.heap() - leastOfSome(format, control).heap();
      mostAllocated = Math.max(mostAllocated, heap);
    }
    mostBuffered = Math.max(mostBuffered, outcome.buffers());
    longestNanos = Math.max(longestNanos, outcome.nanos());
    return outcome;
  }

  /** A collector or a compiler may take memory and time in between. */
  private Outcome leastOfSome(MessageFormat format, List<byte[]> pieces) {
    Outcome least = feedOnce(format, pieces);
    for (int i = 1; i < ATTEMPTS; i++) {
      least = feedOnce(format, pieces).leastOf(least);
    }
    return least;
  }

  private Outcome feedOnce(MessageFormat format, List<byte[]> pieces) {
    MessageLines lines = new MessageLines();
    TrackedAllocator allocator = TrackedAllocator.withoutSites();
    EmbeddedChannel channel = allocator.channel(new MessageDecoder(format), lines);
    long start = System.nanoTime();
    long heap = allocatedWhileFeeding(channel, pieces);
    long nanos = System.nanoTime() - start;
    Outcome outcome =
        new Outcome(
            lines.lines(),
            lines.failures(),
            channel.isOpen(),
            heap,
            allocator.allocatedBytes(),
            nanos);
    channel.finishAndReleaseAll();
    allocator.assertNothingLeft();
    return outcome;
  }

  private long allocatedWhileFeeding(EmbeddedChannel channel, List<byte[]> pieces) {
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (byte[] piece : pieces) {
      MessageWire.read(channel, feeding, piece);
    }
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
  }

  @Test
  void headerAboveLimitIsRefusedBeforeItsFirstByte() {
    MessageFormat format = MessageFormat.of("<q");
    Outcome outcome = feedOnce(format, List.of(MessageWire.le64(MAX_HEADER + 1)));
    assertThat(outcome.failures())
        .singleElement()
        .isInstanceOfSatisfying(
            FrameTooLongException.class,
            e -> {
              assertThat(e.announced()).isEqualTo(MAX_HEADER + 1);
              assertThat(e.limit()).isEqualTo(MAX_HEADER);
              assertThat(e).hasMessageStartingWith("headerLength: 65537 (expected: <= 65536)");
            });

    byte[] longest = (" ".repeat(MAX_HEADER - 2) + "{}").getBytes(UTF_8);
    byte[] wire = Hex.join(MessageWire.le64(MAX_HEADER), longest);
    assertThat(feedOnce(format, MessageWire.pieces(wire, 1000)).lines())
        .containsExactly("message {} ");
    FaultLine.print("F3", "header of 65 537 refused with 0 of its bytes, header of 65 536 taken");
  }

  @Test
  void announcedHeadersTakeNoMemory() {
    int connections = 1_000;
    List<EmbeddedChannel> channels = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      MessageDecoder decoder = new MessageDecoder(MessageFormat.of("<q"));
      channels.add(feeding.channel(decoder, new MessageLines()));
    }
    byte[] begun = Hex.join(MessageWire.le64(MAX_HEADER), Hex.bytes("7b"));
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());

    channels.forEach(channel -> MessageWire.read(channel, feeding, begun));

    long heap = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    FaultLine.print(
        "F3",
        "%s connections announce 64 KiB and send 1 byte: %s bytes of buffers, %s of heap",
        connections,
        feeding.usedBytes(),
        heap);
    assertThat(heap + feeding.usedBytes()).isLessThanOrEqualTo(4_400L << 10);
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    feeding.assertNothingLeft();
  }
}
