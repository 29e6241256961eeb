package io.cleave.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.FaultLine;
import io.cleave.testing.Feed;
import io.cleave.testing.FullRuns;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Rows F10 and F14 for messages: a body that is not as long as announced, and what comes behind.
 */
class MessageDesyncFaultTest {
  private static final int BODIES = 1_000_000;
  private static final int FARTHEST = 40;
  private static final int LONGEST_BODY = 300;
  private static final String TEXT = "It was the best of times, it was the worst of times, ";
  private static final byte[] GOOD = MessageWire.withBody(Hex.bytes("6869"));

  private final TrackedAllocator allocator = TrackedAllocator.withoutSites();

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES) // the full count
  void bodyOffByKEndsAsTheModelSays() {
    int bodies = FullRuns.count(BODIES);
    Map<MessageModel.Ending, Integer> endings = new EnumMap<>(MessageModel.Ending.class);
    for (int seed = 0; seed < bodies; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      MessageFormat format = MessageFormat.of("<q").withWholeBodyLength(random.nextInt(3) * 100);
      byte[] stream = offByK(random);
      MessageModel model = new MessageModel(stream, format);
      check(seed, model, feed(format, MessageSequence.randomPieces(random, stream)));
      endings.merge(model.ending(), 1, Integer::sum);
    }
    FaultLine.print("F10", "%s bodies off by up to %s bytes: %s", bodies, FARTHEST, endings);
    assertThat(endings).hasSize(MessageModel.Ending.values().length);
  }

  /** A message with fewer or more bytes than announced, good ones around it. */
  private static byte[] offByK(SplittableRandom random) {
    byte[] body = new byte[FARTHEST + random.nextInt(LONGEST_BODY)];
    if (random.nextBoolean()) {
      random.nextBytes(body);
    } else {
      for (int i = 0; i < body.length; i += Long.BYTES) {
        body[i] = (byte) random.nextInt(8); // could be length fields
      }
    }
    int k = random.nextInt(2 * FARTHEST + 1) - FARTHEST;
    byte[] off = MessageWire.of(MessageWire.headerFor(body.length + k), body);
    byte[] behind = Hex.join(Collections.nCopies(random.nextInt(4), GOOD).toArray(byte[][]::new));
    return Hex.join(GOOD, off, behind);
  }

  private void check(int seed, MessageModel model, EventDigest came) {
    boolean right =
        came.take().equals(model.digest())
            && came.complete() == model.messages()
            && model.ending().matches(came.failures())
            && !came.isBehindFailure()
            && allocator.aliveBuffers() == 0;
    if (!right) {
      throw new AssertionError(
          "seed %d: %d messages and %s (expected: %d messages, %s), %d buffers left"
              .formatted(
                  seed,
                  came.complete(),
                  came.failures(),
                  model.messages(),
                  model.ending(),
                  allocator.aliveBuffers()));
    }
  }

  @Test
  void textBehindTooShortBodyIsRefused() {
    int texts = FullRuns.count(10_000);
    for (int seed = 0; seed < texts; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] text = TEXT.repeat(4).substring(random.nextInt(40)).getBytes(UTF_8);
      int announced = random.nextInt(text.length - Long.BYTES);
      byte[] stream = Hex.join(MessageWire.of(MessageWire.headerFor(announced), text), GOOD);

      EventDigest came = feed(MessageFormat.of("<q"), List.of(stream));

      assertThat(came.complete()).isEqualTo(1);
      assertThat(MessageModel.Ending.BAD_LENGTH.matches(came.failures())).isTrue();
    }
    FaultLine.print("F10", "%s bodies of text longer than announced, all refused", texts);
  }

  private EventDigest feed(MessageFormat format, List<byte[]> pieces) {
    EventDigest digest = new EventDigest();
    EmbeddedChannel channel = allocator.channel(new MessageDecoder(format), digest);
    for (byte[] piece : pieces) {
      MessageWire.read(channel, allocator, piece);
    }
    Traffic.peerCloses(channel);
    return digest;
  }

  @Test
  void nothingIsDeliveredBehindBadMessage() {
    byte[] good = Hex.join(Collections.nCopies(500, GOOD).toArray(byte[][]::new));
    byte[][] bads = {
      MessageWire.le64(-1),
      MessageWire.le64(1L << 40),
      MessageWire.of("{\"a\":}", new byte[0]),
      MessageWire.of("{\"body_size\":-1}", new byte[0])
    };
    for (byte[] bad : bads) {
      byte[] many = Hex.join(Collections.nCopies(1_000, bad).toArray(byte[][]::new));
      for (Feed feed : List.of(Feed.ALL_AT_ONCE, Feed.THREE_BYTES_AT_A_TIME)) {
        MessageLines behindOne = feed(feed, bad, good);
        assertThat(behindOne.lines()).hasSize(1);
        assertThat(behindOne.failures()).hasSize(1);
        assertThat(feed(feed, many).failures()).hasSize(1);
        assertThat(feed(feed, GOOD, bad, good).lines()).hasSize(2);
      }
    }
    FaultLine.print(
        "F14", "%s kinds of bad message and 500 good: 0 delivered; 1 000 bad: 1 exception", 4);
  }

  private MessageLines feed(Feed feed, byte[]... frames) {
    MessageLines lines = new MessageLines();
    EmbeddedChannel channel = allocator.channel(new MessageDecoder(MessageFormat.of("<q")), lines);
    feed.feed(channel, frames);
    assertThat(channel.isOpen()).isFalse();
    allocator.assertNothingLeft();
    return lines;
  }
}
