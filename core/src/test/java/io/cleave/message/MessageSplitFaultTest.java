package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.frame.TruncatedFrameException;
import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row F1 for messages: what comes out depends on the bytes, not on where they were cut. */
class MessageSplitFaultTest {
  private static final int SEQUENCES = 10_000;
  private static final int SEQUENCES_WITH_PREFIXES = 1_000;
  private static final int RANDOM_SPLITS = 50;
  private static final int TWO_WAY_LIMIT = 4_096;

  private final TrackedAllocator allocator = TrackedAllocator.withoutSites();
  private long splits;

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES) // the full count
  void everySplitGivesTheSameEvents() {
    int sequences = FullRuns.count(SEQUENCES);
    long messages = 0;
    for (int seed = 0; seed < sequences; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      MessageSequence sequence = MessageSequence.random(random);
      byte[] bytes = sequence.bytes();
      messages += sequence.count();
      check(seed, sequence, List.of(bytes));
      check(seed, sequence, sequence.messages());
      check(seed, sequence, MessageWire.pieces(bytes, 1));
      for (int at = 1; bytes.length <= TWO_WAY_LIMIT && at < bytes.length; at++) {
        byte[] first = Arrays.copyOf(bytes, at);
        check(seed, sequence, List.of(first, Arrays.copyOfRange(bytes, at, bytes.length)));
      }
      for (int i = 0; i < RANDOM_SPLITS; i++) {
        check(seed, sequence, MessageSequence.randomPieces(random, bytes));
      }
    }
    FaultLine.print(
        "F1", "%s messages in %s sequences, %s splits, 0 differences", messages, sequences, splits);
    assertThat(splits).isGreaterThanOrEqualTo(sequences * 1_000L);
  }

  private void check(int seed, MessageSequence sequence, List<byte[]> pieces) {
    EventDigest digest = feed(sequence, pieces);
    String came = digest.take();
    if (!came.equals(sequence.digest())
        || !digest.failures().isEmpty()
        || allocator.aliveBuffers() > 0) {
      throw new AssertionError(
          "seed %d, %s, pieces %s: digest %s (expected: %s), failures %s, %d buffers left"
              .formatted(
                  seed,
                  sequence.format(),
                  pieces.stream().map(piece -> piece.length).toList(),
                  came,
                  sequence.digest(),
                  digest.failures(),
                  allocator.aliveBuffers()));
    }
    splits++;
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES) // the full count
  void everyPrefixIsTruncatedOrEndsBetweenMessages() {
    int sequences = FullRuns.count(SEQUENCES_WITH_PREFIXES);
    long prefixes = 0;
    long truncated = 0;
    for (int seed = 0; seed < sequences; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      MessageSequence sequence = new MessageSequence(random, 1 + random.nextInt(20), 150);
      byte[] bytes = sequence.bytes();
      for (int length = 0; length <= bytes.length; length++) {
        truncated += checkPrefix(seed, sequence, Arrays.copyOf(bytes, length));
        prefixes++;
      }
    }
    FaultLine.print(
        "F1",
        "%s sequences, %s prefixes then close, %s truncated, each one TruncatedFrameException",
        sequences,
        prefixes,
        truncated);
  }

  /** Returns how many truncations that was. */
  private int checkPrefix(int seed, MessageSequence sequence, byte[] prefix) {
    int half = prefix.length / 2;
    List<byte[]> pieces =
        List.of(Arrays.copyOf(prefix, half), Arrays.copyOfRange(prefix, half, prefix.length));
    EventDigest digest = feed(sequence, pieces);
    boolean whole = sequence.isBorder(prefix.length);
    List<Throwable> failures = digest.failures();
    boolean right =
        whole
            ? failures.isEmpty()
            : failures.size() == 1 && failures.get(0).getClass() == TruncatedFrameException.class;
    if (!right
        || digest.isBehindFailure()
        || digest.complete() != sequence.within(prefix.length)
        || allocator.aliveBuffers() > 0) {
      throw new AssertionError(
          "seed %d, %s, prefix of %d bytes: %d messages (expected: %d), failures %s, %d buffers left"
              .formatted(
                  seed,
                  sequence.format(),
                  prefix.length,
                  digest.complete(),
                  sequence.within(prefix.length),
                  failures,
                  allocator.aliveBuffers()));
    }
    return whole ? 0 : 1;
  }

  private EventDigest feed(MessageSequence sequence, List<byte[]> pieces) {
    EventDigest digest = new EventDigest();
    EmbeddedChannel channel = allocator.channel(new MessageDecoder(sequence.format()), digest);
    for (byte[] piece : pieces) {
      MessageWire.read(channel, allocator, piece);
    }
    Traffic.peerCloses(channel);
    return digest;
  }
}
