package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.frame.FrameDecoder;
import io.cleave.frame.FrameEncoder;
import io.cleave.frame.InvalidLengthException;
import io.cleave.header.Header;
import io.cleave.testing.Feed;
import io.cleave.testing.GoldenFile;
import io.cleave.testing.GoldenFile.Row;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes that CPython's {@code struct} and {@code json} make of messages. */
class MessageGoldenTest {
  private static final Map<String, MessageFormat> ENVELOPES =
      Map.of(
          "envelope-be32-be32",
          MessageFormat.envelope(">I", ">I"),
          "envelope-rocketmq",
          MessageFormat.ROCKETMQ);

  @ParameterizedTest
  @ValueSource(strings = {"message-le64-file_size", "message-be32-body_size"})
  void decodesWhatPythonWrites(String name, TrackedAllocator allocator) {
    GoldenFile golden = GoldenFile.read(name);
    MessageFormat format = formatOf(golden);
    assertThat(golden.accepted()).hasSizeGreaterThan(50);
    for (Row row : golden.accepted()) {
      MessageLines lines = new MessageLines();
      EmbeddedChannel channel = allocator.channel(new MessageDecoder(format), lines);

      Feed.ALL_AT_ONCE.feed(channel, row.bytes("wire"));

      assertThat(lines.lines()).containsExactly(line(row, format));
      assertThat(channel.finish()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"message-le64-file_size", "message-be32-body_size"})
  void encodesWhatPythonWritesWithoutBlanks(String name, TrackedAllocator allocator) {
    GoldenFile golden = GoldenFile.read(name);
    int compared = 0;
    for (Row row : golden.accepted()) {
      Header header = Header.parse(row.bytes("header"));
      if (Arrays.equals(header.toBytes(), row.bytes("header"))) {
        EmbeddedChannel channel = allocator.channel(new MessageEncoder(formatOf(golden)));
        channel.writeAndFlush(Message.of(header, Body.of(row.bytes("body"))));
        assertThat(Traffic.sent(channel)).isEqualTo(Hex.of(row.bytes("wire")));
        channel.finish();
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"envelope-be32-be32", "envelope-rocketmq"})
  void decodesAndEncodesEnvelopes(String name, TrackedAllocator allocator) {
    MessageFormat format = envelope(name);
    for (Row row : GoldenFile.read(name).accepted()) {
      MessageLines lines = new MessageLines();
      EmbeddedChannel channel =
          allocator.channel(
              new FrameDecoder(format.frameFormat()),
              new FrameEncoder(format.frameFormat()),
              new JsonHeaderDecoder(format),
              new JsonHeaderEncoder(format),
              lines);
      Header header = Header.parse(row.bytes("header"));

      Feed.ALL_AT_ONCE.feed(channel, row.bytes("wire"));
      assertThat(lines.lines())
          .containsExactly("message " + header + " " + Hex.of(row.bytes("body")));

      if (Arrays.equals(header.toBytes(), row.bytes("header"))) {
        channel.writeAndFlush(Message.of(header, Body.of(row.bytes("body"))));
        assertThat(Traffic.sent(channel)).isEqualTo(Hex.of(row.bytes("wire")));
      }
      assertThat(channel.finish()).isFalse();
    }
  }

  @Test
  void refusesRocketMqsBinaryHeaderByItsName(TrackedAllocator allocator) {
    MessageFormat format = MessageFormat.ROCKETMQ;
    Row row = GoldenFile.read("envelope-rocketmq").refused().get(0);
    MessageLines lines = new MessageLines();
    EmbeddedChannel channel =
        allocator.channel(
            new FrameDecoder(format.frameFormat()), new JsonHeaderDecoder(format), lines);

    Feed.ALL_AT_ONCE.feed(channel, row.bytes("wire"));

    assertThat(lines.failure())
        .isExactlyInstanceOf(InvalidLengthException.class)
        .hasMessageContaining(row.text("body"))
        .hasMessageContaining("serialization: 1");
  }

  private static MessageFormat envelope(String name) {
    MessageFormat format = ENVELOPES.get(name);
    if (format == null) {
      throw new AssertionError(name);
    }
    return format;
  }

  private static MessageFormat formatOf(GoldenFile golden) {
    return MessageFormat.of(golden.about("notation")).withBodyLengthKey(golden.about("key"));
  }

  private static String line(Row row, MessageFormat format) {
    Header header = Header.parse(row.bytes("header"));
    return MessageLines.message(header.toString(), row.bytes("body"), format.wholeBodyLength());
  }
}
