package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.Feed;
import io.cleave.testing.GoldenFile;
import io.cleave.testing.GoldenFile.Row;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.cleave.testing.WireAssert;
import io.cleave.wire.FrameFormat;
import io.cleave.wire.FramePreset;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The frames CPython's {@code struct} makes, both ways. */
class FrameGoldenTest {

  private static final String NOTATIONS =
      "int8 uint8 int16-le int16-be uint16-le uint16-be uint24-le uint24-be int32-le int32-be"
          + " uint32-le uint32-be int64-le int64-be uint64-le uint64-be varint";

  static Stream<GoldenFile> files() {
    return Stream.concat(
            Stream.of(NOTATIONS.split(" ", -1)),
            Arrays.stream(FramePreset.values()).map(FramePreset::presetName))
        .map(GoldenFile::read);
  }

  @ParameterizedTest
  @MethodSource("files")
  void decoderTakesWhatPythonSends(GoldenFile file) {
    for (Row row : whole(file)) {
      for (Feed feed : feeds(row)) {
        TrackedAllocator allocator = TrackedAllocator.withoutSites();
        EmbeddedChannel channel = allocator.channel(new FrameDecoder(format(file)));

        feed.feed(channel, row.bytes("frame"));

        assertThat(Traffic.received(channel)).containsExactly(Hex.of(row.bytes("payload")));
        channel.finish();
        allocator.assertNothingLeft();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void encoderSendsWhatPythonTakes(GoldenFile file) {
    for (Row row : whole(file)) {
      EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder(format(file)));

      channel.writeOutbound(Hex.buffer(row.text("payload")));

      WireAssert.assertThatBytes(Hex.bytes(Traffic.sent(channel))).isWire(row.text("frame"));
      channel.finish();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void decoderRefusesWhatIsNoLength(GoldenFile file) {
    for (Row row : file.refused()) {
      for (Feed feed : Feed.values()) {
        TrackedAllocator allocator = TrackedAllocator.withoutSites();
        EmbeddedChannel channel = allocator.channel(new FrameDecoder(format(file)));

        feed.feed(channel, row.bytes("frame"));

        allocator.assertNothingLeft();
        assertThat(channel.isOpen()).as("%s, %s", row, feed).isFalse();
        assertThat(channel.inboundMessages()).isEmpty();
      }
    }
  }

  /** The rows with a payload; the others show length fields no test wants to fill. */
  private static List<Row> whole(GoldenFile file) {
    List<Row> rows =
        file.accepted().stream().filter(row -> !row.text("payload").equals("absent")).toList();
    assertThat(rows).isNotEmpty();
    return rows;
  }

  /** A long payload comes in one piece: its bytes one by one show nothing new, slowly. */
  private static Set<Feed> feeds(Row row) {
    boolean isLong = row.bytes("payload").length > 1024;
    return isLong ? EnumSet.range(Feed.JUNK_AROUND, Feed.READ_ONLY) : EnumSet.allOf(Feed.class);
  }

  private static FrameFormat format(GoldenFile file) {
    if (file.about().containsKey("preset")) {
      return FramePreset.named(file.about("preset")).orElseThrow().format();
    }
    return FrameFormat.of(file.about("notation"));
  }
}
