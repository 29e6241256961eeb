package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cleave.testing.DecoderVerifier;
import io.cleave.testing.FaultLine;
import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Rows F2 and F3: lengths that lie. */
class FrameLengthFaultTest {

  private static final int LIMIT = 1000;
  private static final long MOST_ALLOCATED = 4096;
  private static final byte[] GOOD = Hex.bytes("6869");
  private static final List<String> NOTATIONS =
      List.of(
          "b", "B", "<h", ">h", "<H", ">H", "<HB", ">BH", "<i", ">i", "<I", ">I", "<q", ">q", "<Q",
          ">Q", "varint");

  /** The 64 values; each is written into as many bytes as the field has. */
  static List<Long> values() {
    Set<Long> values = new TreeSet<>();
    for (long value :
        List.of(0L, 1L, 2L, 3L, 7L, 8L, (long) LIMIT - 1, (long) LIMIT, LIMIT + 1L, LIMIT + 8L)) {
      values.add(value);
      values.add(Long.reverseBytes(value));
    }
    for (int bit = 7; bit < Long.SIZE; bit += 8) {
      long power = 1L << bit;
      values.addAll(List.of(power - 1, power, power + 1));
    }
    for (long value :
        List.of(-1L, -2L, -8L, -9L, Long.MAX_VALUE - 8, Long.MAX_VALUE - 9, Long.MIN_VALUE + 8)) {
      values.add(value);
    }
    for (int shift : List.of(24, 32, 40, 48, 56, 62)) {
      values.addAll(List.of(1L << shift, (1L << shift) - 1, (1L << shift) + 1, -1L << shift));
    }
    return List.copyOf(values);
  }

  @Test
  void boundaryValuesAreRefusedBeforeAnythingIsAllocated() {
    List<Long> values = values();
    assertThat(values).hasSizeGreaterThanOrEqualTo(64);
    long most = 0;
    long slowest = 0;
    int runs = 0;
    for (String notation : NOTATIONS) {
      for (boolean counts : List.of(false, true)) {
        for (long value : values) {
          FrameFormat format = format(notation, counts);
          for (Feed feed : List.of(Feed.ALL_AT_ONCE, Feed.ONE_BYTE_AT_A_TIME)) {
            Outcome outcome = feed(format, feed, value);
            most = Math.max(most, outcome.allocated());
            slowest = Math.max(slowest, outcome.millis());
            runs++;
          }
        }
      }
    }
    FaultLine.print(
        "F2",
        "%s values, %s runs: at most %s bytes allocated, closed within %s ms, 0 good behind bad",
        values.size(),
        runs,
        most,
        slowest);
    assertThat(most).isLessThanOrEqualTo(MOST_ALLOCATED);
  }

  @Test
  void boundaryValuesEndAsArithmeticSaysHoweverTheyAreFed() {
    long splits = 0;
    for (String notation : NOTATIONS) {
      for (boolean counts : List.of(false, true)) {
        FrameFormat format = format(notation, counts);
        for (long value : values()) {
          byte[] field = Sequence.lengthField(format, value);
          byte[] bytes = Hex.join(Sequence.frame(format, GOOD), field, GOOD);
          DecoderVerifier verifier =
              DecoderVerifier.ofDecoder(() -> new FrameDecoder(format)).withRandomSplits(2, value);
          verifier.verify(bytes, ReferenceCutter.cut(format, bytes));
          splits += verifier.splits();
        }
      }
    }
    FaultLine.print("F2", "%s splits of boundary values, 0 unlike the model", splits);
  }

  @Test
  void oneAboveLimitIsRefusedWithNothingRead() {
    TrackedAllocator allocator = new TrackedAllocator();
    FrameFormat format = FrameFormat.of("<I").withMaxPayloadLength(65_536);
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(format));

    Feed.ALL_AT_ONCE.feed(channel, Sequence.lengthField(format, 65_537));

    assertThat(channel.isOpen()).isFalse();
    assertThat(allocator.allocatedBytes()).isEqualTo(4);
    allocator.assertNothingLeft();
  }

  @Test
  void announcedBytesPinOnlyWhatCame() {
    int connections = 1_000;
    TrackedAllocator allocator = TrackedAllocator.withoutSites();
    FrameFormat format = FrameFormat.of("<I").withMaxPayloadLength(65_536);
    List<EmbeddedChannel> channels = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      EmbeddedChannel channel = allocator.channel(new FrameDecoder(format));
      Feed.ALL_AT_ONCE.feed(channel, Sequence.lengthField(format, 65_536));
      Feed.ALL_AT_ONCE.feed(channel, new byte[1]);
      channels.add(channel);
    }

    long pinned = allocator.usedBytes();
    FaultLine.print(
        "F3", "%s connections declare 64 KiB and send 1 byte: %s bytes", connections, pinned);
    assertThat(pinned).isLessThanOrEqualTo(4_400_000);
    channels.forEach(Traffic::peerCloses);
    allocator.assertNothingLeft();
  }

  @Test
  void refusalCostsTheSameWhateverTheLengthSays() {
    long most = 0;
    long mostMore = 0;
    for (String notation : NOTATIONS) {
      FrameFormat format = format(notation, false).withMaxPayloadLength(100);
      long control = heapFor(format, Sequence.lengthField(format, 101));
      for (long value : values()) {
        long heap = heapFor(format, Sequence.lengthField(format, value));
        most = Math.max(most, heap);
        mostMore = Math.max(mostMore, heap - control);
      }
    }
    FaultLine.print(
        "F2",
        "at most %s bytes of heap for a refusal and its close, %s more than for the least length",
        most,
        mostMore);
    assertThat(mostMore).isLessThanOrEqualTo(MOST_ALLOCATED);
  }

  /** Heap one read takes on this thread: the least of some, as the first ones load classes. */
  private static long heapFor(FrameFormat format, byte[] field) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int run = 0; run < 5; run++) {
      EmbeddedChannel channel = TrackedAllocator.withoutSites().channel(new FrameDecoder(format));
      ByteBuf bytes = channel.alloc().buffer(field.length).writeBytes(field);
      long before = threads.getCurrentThreadAllocatedBytes();
      channel.pipeline().fireChannelRead(bytes);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      Traffic.received(channel);
      Traffic.peerCloses(channel);
    }
    return least;
  }

  private record Outcome(long allocated, long millis) {}

  private static Outcome feed(FrameFormat format, Feed feed, long value) {
    TrackedAllocator allocator = TrackedAllocator.withoutSites();
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(format));
    byte[] field = Sequence.lengthField(format, value);
    byte[] bytes = Hex.join(field, Sequence.frame(format, GOOD));
    List<String> expected = ReferenceCutter.cut(format, field);
    boolean isRefused = !expected.isEmpty() && !expected.get(0).equals("!TruncatedFrameException");

    long start = System.nanoTime();
    feed.feed(channel, bytes);
    long millis = (System.nanoTime() - start) / 1_000_000;

    if (isRefused && expected.get(0).startsWith("!")) {
      assertThat(channel.isOpen()).as("%s in %s", value, format).isFalse();
      assertThat(channel.inboundMessages()).as("%s in %s", value, format).isEmpty();
    }
    Traffic.received(channel);
    Traffic.peerCloses(channel);
    allocator.assertNothingLeft();
    return new Outcome(allocator.allocatedBytes(), millis);
  }

  private static FrameFormat format(String notation, boolean counts) {
    FrameFormat format = FrameFormat.of(notation);
    format = counts && !format.lengthField().isVarint() ? format.countingItself() : format;
    return format.withMaxPayloadLength(Math.min(LIMIT, format.maxPayloadLength()));
  }
}
