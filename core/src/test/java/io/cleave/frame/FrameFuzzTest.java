package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.cleave.testing.DecoderVerifier;
import io.cleave.testing.Hex;
import io.cleave.wire.FrameFormat;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever bytes come, however they are split: what comes out is what a cutter without state gets
 * out of the whole.
 *
 * <pre>{@code
 * format | number of cuts | cut, cut, ... (one byte each, a share of the stream) | stream
 * }</pre>
 */
final class FrameFuzzTest {

  private static final String[] NOTATIONS = {
    "b", "B", "<h", ">h", "<H", ">H", "<HB", ">BH", "<i", ">i", "<I", ">I", "<q", ">q", "<Q", ">Q",
    "varint"
  };
  private static final int MOST_CUTS = 8;

  @FuzzTest(maxDuration = "5m")
  @Timeout(value = 15, unit = TimeUnit.MINUTES) // when it fuzzes, one test takes the five minutes
  void splitsChangeNothing(byte[] input) {
    if (input.length < 2) {
      return;
    }
    FrameFormat format = format(input[0] & 0xFF);
    int cuts = Math.min(input[1] & 0xFF, Math.min(MOST_CUTS, input.length - 2));
    byte[] stream = Arrays.copyOfRange(input, 2 + cuts, input.length);
    byte[][] pieces = pieces(stream, Arrays.copyOfRange(input, 2, 2 + cuts));

    List<String> expected = ReferenceCutter.cut(format, stream);

    DecoderVerifier decoder = DecoderVerifier.ofDecoder(() -> new FrameDecoder(format));
    assertThat(decoder.linesOf(stream)).isEqualTo(expected);
    assertThat(decoder.linesOf(pieces)).isEqualTo(expected);
    assertThat(Hex.join(pieces)).isEqualTo(stream);
  }

  private static FrameFormat format(int selector) {
    FrameFormat format = FrameFormat.of(NOTATIONS[selector % NOTATIONS.length]);
    int variant = selector / NOTATIONS.length;
    if (variant % 2 == 1 && !format.lengthField().isVarint()) {
      format = format.countingItself();
    }
    long limit = variant % 4 < 2 ? 100 : format.maxPayloadLength();
    return format.withMaxPayloadLength(Math.min(limit, format.maxPayloadLength()));
  }

  private static byte[][] pieces(byte[] stream, byte[] cuts) {
    TreeSet<Integer> borders = new TreeSet<>();
    for (byte cut : cuts) {
      borders.add((int) ((long) stream.length * (cut & 0xFF) / 256));
    }
    borders.add(stream.length);
    byte[][] pieces = new byte[borders.size()][];
    int from = 0;
    int index = 0;
    for (int border : borders) {
      pieces[index++] = Arrays.copyOfRange(stream, from, border);
      from = border;
    }
    return pieces;
  }
}
