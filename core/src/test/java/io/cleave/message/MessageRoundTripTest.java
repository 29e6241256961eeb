package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.header.Header;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an encoder writes, its decoder reads. */
class MessageRoundTripTest {
  private static final int SEQUENCES = 40;
  private static final int LONGEST_BODY = 20_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "b", "B", "<h", ">h", "<H", ">H", "<HB", ">BH", "<i", ">i", "<I", ">I", "<q", ">q", "<Q",
        ">Q", "varint"
      })
  void decoderReadsWhatEncoderWrites(String notation, TrackedAllocator allocator) {
    for (int seed = 0; seed < SEQUENCES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int wholeBodyLength = random.nextInt(3) * 5_000;
      MessageFormat format = MessageFormat.of(notation).withWholeBodyLength(wholeBodyLength);
      EmbeddedChannel sender = allocator.channel(new MessageEncoder(format));
      MessageLines lines = new MessageLines();
      EmbeddedChannel receiver = allocator.channel(new MessageDecoder(format), lines);
      List<String> expected = new ArrayList<>();

      for (int i = 0; i < 5; i++) {
        byte[] body = MessageWire.body(random.nextInt(4) * random.nextInt(LONGEST_BODY / 3), i);
        Header header = Header.of("n", random.nextInt(), "t", "ü".repeat(random.nextInt(20)));
        write(sender, random, header, body);
        Header said = body.length == 0 ? header : header.with(format.bodyLengthKey(), body.length);
        expected.add(MessageLines.message(said.toString(), body, wholeBodyLength));
      }
      sender.flush();
      transfer(sender, receiver);

      assertThat(lines.lines()).as("seed %d", seed).isEqualTo(expected);
      assertThat(sender.finish()).isFalse();
      assertThat(receiver.finish()).isFalse();
    }
  }

  private static void write(
      EmbeddedChannel sender, SplittableRandom random, Header header, byte[] body) {
    int half = body.length / 2;
    ByteBuf bytes = sender.alloc().buffer(body.length).writeBytes(body);
    switch (random.nextInt(3)) {
      case 0 -> sender.write(Message.of(header, Body.of(bytes)));
      case 1 -> {
        sender.write(new MessageStart(header, body.length));
        sender.write(new BodyChunk(bytes.readRetainedSlice(half), false));
        sender.write(new BodyChunk(bytes, true));
      }
      default -> {
        bytes.release();
        ByteArrayInputStream stream = new ByteArrayInputStream(body);
        sender.write(Message.of(header, Body.stream(stream, body.length, Runnable::run)));
      }
    }
  }

  private static void transfer(EmbeddedChannel sender, EmbeddedChannel receiver) {
    sender.runPendingTasks();
    ByteBuf wire;
    while ((wire = sender.readOutbound()) != null) {
      receiver.writeInbound(wire);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2_000})
  void whatCameInCanBeSentOn(int length, TrackedAllocator allocator) {
    MessageFormat format = MessageFormat.of("<q").withWholeBodyLength(1_000);
    EmbeddedChannel relay =
        allocator.channel(
            new MessageDecoder(format), new MessageEncoder(format), new LeakStage.Relay());
    byte[] wire = MessageWire.of(MessageWire.headerFor(length), MessageWire.body(length, 1));

    for (byte[] piece : MessageWire.pieces(Hex.join(wire, wire), 700)) {
      MessageWire.read(relay, allocator, piece);
    }

    assertThat(Traffic.sent(relay)).isEqualTo(Hex.of(wire).repeat(2));
    relay.finish();
  }
}
