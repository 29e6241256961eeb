package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.DecoderVerifier;
import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import io.cleave.testing.Hex;
import io.cleave.wire.FrameFormat;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows F1 and F10: output depends on bytes, not on the borders of reads. */
class FrameSplitsTest {

  private static final long SEED = 1;

  @Test
  @Timeout(7200) // the full count
  void outputDependsOnBytesAlone() {
    SplittableRandom random = new SplittableRandom(SEED);
    int sequences = FullRuns.count(10_000);
    long splits = 0;
    for (int run = 0; run < sequences; run++) {
      // half of them short enough to be cut in two everywhere
      boolean isShort = run % 2 == 0;
      int count = 1 + random.nextInt(20);
      Sequence sequence = Sequence.random(random, count, isShort ? 7_600 / count : 8_192);
      DecoderVerifier verifier =
          DecoderVerifier.ofDecoder(() -> new FrameDecoder(sequence.format()))
              .withRandomSplits(50, random.nextLong());
      verifier.verify(sequence.bytes(), sequence.lines());
      splits += verifier.splits();
    }
    FaultLine.print("F1", "%s sequences, %s splits, 0 differences", sequences, splits);
    assertThat(splits).isGreaterThanOrEqualTo(1_000L * sequences);
  }

  @Test
  @Timeout(3600)
  void streamOffByKnockedBytesIsCutAsArithmeticSays() {
    SplittableRandom random = new SplittableRandom(SEED);
    int runs = FullRuns.count(1_000_000);
    int frames = 0;
    int refusals = 0;
    for (int run = 0; run < runs; run++) {
      Sequence sequence = Sequence.random(random, 1 + random.nextInt(4), 40);
      byte[] bytes = knockedOff(random, sequence.bytes());
      List<String> expected = ReferenceCutter.cut(sequence.format(), bytes);

      assertThat(decode(sequence.format(), bytes)).isEqualTo(expected);

      refusals += expected.isEmpty() || !expected.get(expected.size() - 1).startsWith("!") ? 0 : 1;
      frames += expected.size();
    }
    FaultLine.print(
        "F10",
        "%s desynchronised streams, %s events, %s ended typed, 0 unlike the model",
        runs,
        frames,
        refusals);
  }

  /** Takes one to three bytes away, or puts some in, somewhere. */
  private static byte[] knockedOff(SplittableRandom random, byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int count = 1 + random.nextInt(3);
    byte[] head = Arrays.copyOf(bytes, at);
    if (random.nextBoolean()) {
      byte[] surplus = new byte[count];
      random.nextBytes(surplus);
      return Hex.join(head, surplus, Arrays.copyOfRange(bytes, at, bytes.length));
    }
    return Hex.join(
        head, Arrays.copyOfRange(bytes, Math.min(at + count, bytes.length), bytes.length));
  }

  private static List<String> decode(FrameFormat format, byte[] bytes) {
    return DecoderVerifier.ofDecoder(() -> new FrameDecoder(format)).linesOf(bytes);
  }
}
