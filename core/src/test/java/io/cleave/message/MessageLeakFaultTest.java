package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cleave.body.Body;
import io.cleave.frame.FrameDecoder;
import io.cleave.frame.FrameEncoder;
import io.cleave.header.Header;
import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import io.cleave.testing.Hex;
import io.cleave.testing.ThrowingHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Row F13 for messages: whatever goes wrong, every buffer is released, and once. */
class MessageLeakFaultTest {
  private static final int LAST_K = 200;
  private static final MessageFormat FORMAT = MessageFormat.of("<q").withWholeBodyLength(100);
  private static final MessageFormat ENVELOPE = MessageFormat.envelope(">I", ">I");
  private static final byte[] WHOLE = MessageWire.withBody(MessageWire.body(100, 1));
  private static final byte[] PARTS = MessageWire.withBody(MessageWire.body(2_000, 2));
  private static final byte[] MIX =
      Hex.join(WHOLE, PARTS, MessageWire.of("{}", new byte[0]), WHOLE, PARTS, PARTS, WHOLE);

  /** What goes wrong, and at which k. */
  private enum Misdeed {
    NO_MEMORY,
    HANDLER_THROWS,
    HANDLER_CLOSES,
    HANDLER_REMOVES_CODEC,
    WRITE_THROWS,
    WRITE_CLOSES,
    WRITE_LOST,
    FLUSH_LOST
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Scenario(String title, ChannelHandler[] handlers, Play play) {}

  @FunctionalInterface
  private interface Play {
    void on(LeakStage stage) throws IOException;
  }

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Path file = Path.of("");

  @BeforeEach
  void setUp(@TempDir Path directory) throws IOException {
    file = Files.write(directory.resolve("body"), new byte[150_000]);
    log.start();
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(log);
  }

  @AfterEach
  void tearDown() {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(log);
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES) // the full count
  void nothingIsLostAndNothingReleasedTwice() throws IOException {
    int lastK = FullRuns.requested() ? LAST_K : 20;
    int runs = 0;
    int scenarios = 0;
    for (int k = 0; k <= lastK; k++) {
      List<Scenario> all = scenarios();
      scenarios = all.size();
      for (int i = 0; i < all.size(); i++) {
        for (Misdeed misdeed : Misdeed.values()) {
          run(scenarios().get(i), misdeed, k);
          runs++;
        }
      }
    }
    assertThat(log.list)
        .filteredOn(event -> String.valueOf(event.getThrowableProxy()).contains("ReferenceCount"))
        .isEmpty();
    FaultLine.print(
        "F13",
        "%s scenarios x %s misdeeds x k up to %s: %s runs, 0 leaks, 0 double releases",
        scenarios,
        Misdeed.values().length,
        lastK,
        runs);
  }

  private static void run(Scenario scenario, Misdeed misdeed, int k) throws IOException {
    int never = 0;
    ChannelHandler end =
        switch (misdeed) {
          case HANDLER_THROWS -> new ThrowingHandler(k);
          case HANDLER_CLOSES -> new ThrowingHandler(k, ThrowingHandler.Misdeed.CLOSE);
          case HANDLER_REMOVES_CODEC ->
              new ThrowingHandler(k, ThrowingHandler.Misdeed.REMOVE_NEIGHBOUR);
          default -> new ChannelInboundHandlerAdapter();
        };
    Saboteur.Misdeed sabotage =
        switch (misdeed) {
          case WRITE_THROWS -> Saboteur.Misdeed.THROW;
          case WRITE_CLOSES -> Saboteur.Misdeed.CLOSE;
          case WRITE_LOST -> Saboteur.Misdeed.LOSE;
          case FLUSH_LOST -> Saboteur.Misdeed.LOSE_FLUSH;
          default -> Saboteur.Misdeed.NONE;
        };
    LeakStage stage =
        new LeakStage(
            misdeed == Misdeed.NO_MEMORY ? k : never,
            new Saboteur(sabotage, k),
            scenario.handlers(),
            end);
    scenario.play().on(stage);
    stage.settle(scenario.title() + ", " + misdeed + " at " + k);
  }

  private List<Scenario> scenarios() {
    List<Scenario> all =
        new ArrayList<>(
            List.of(
                decoding("read at once", stage -> stage.feed(MIX, MIX.length)),
                decoding("byte by byte", stage -> stage.feed(MIX, 1)),
                decoding("in pieces", stage -> stage.feed(MIX, 700)),
                decoding("without demand", MessageLeakFaultTest::withoutDemand),
                decoding(
                    "then cut off", stage -> stage.feed(Hex.join(MIX, WHOLE, new byte[7]), 900)),
                decoding(
                    "then bad",
                    stage -> stage.feed(Hex.join(MIX, MessageWire.le64(-1), MIX), 900))));
    all.add(
        new Scenario(
            "put together",
            new ChannelHandler[] {new MessageDecoder(FORMAT), new MessageAggregator()},
            stage -> stage.feed(MIX, 300)));
    all.add(
        new Scenario(
            "echo",
            new ChannelHandler[] {
              new MessageDecoder(FORMAT), new MessageEncoder(FORMAT), new LeakStage.Echo()
            },
            stage -> stage.feed(MIX, 500)));
    all.add(
        new Scenario(
            "echo of envelopes",
            new ChannelHandler[] {
              new FrameDecoder(ENVELOPE.frameFormat()),
              new FrameEncoder(ENVELOPE.frameFormat()),
              new JsonHeaderDecoder(ENVELOPE),
              new JsonHeaderEncoder(ENVELOPE),
              new LeakStage.Echo()
            },
            stage -> stage.feed(envelopes(), 700)));
    all.add(encoding("whole", MessageLeakFaultTest::writeWhole));
    all.add(encoding("in parts", MessageLeakFaultTest::writeParts));
    all.add(encoding("files", this::writeFiles));
    all.add(encoding("streams", MessageLeakFaultTest::writeStreams));
    return all;
  }

  private static Scenario decoding(String title, Play play) {
    return new Scenario(title, new ChannelHandler[] {new MessageDecoder(FORMAT)}, play);
  }

  private static Scenario encoding(String title, Play play) {
    return new Scenario("write " + title, new ChannelHandler[] {new MessageEncoder(FORMAT)}, play);
  }

  private static void withoutDemand(LeakStage stage) {
    stage.channel().config().setAutoRead(false);
    stage.feed(MIX, 1_000);
    for (int i = 0; i < 10; i++) {
      stage.channel().read();
    }
  }

  private static byte[] envelopes() {
    byte[] small = Hex.bytes("00000008 00000002 7b7d 6869");
    byte[] large = Hex.bytes("000007d6 00000002 7b7d repeat:00*2000");
    return Hex.join(small, large, small, large, Hex.bytes("00000000"), small);
  }

  private static void writeWhole(LeakStage stage) {
    for (int length : new int[] {0, 10, 5_000, 1_000, 3_000}) {
      Message twice = memory(stage, length).retain();
      stage.write(twice);
      stage.write(twice);
    }
    stage.flush();
    stage.write(Message.of(Header.of("body_size", 9)));
    stage.write(memory(stage, 3_000));
    stage.flush();
  }

  /** With a header so long that the buffer has to grow. */
  private static Message memory(LeakStage stage, int length) {
    Header header = Header.of("a", "x".repeat(length % 900));
    return Message.of(header, Body.of(stage.own().buffer().writeZero(length)));
  }

  private static void writeParts(LeakStage stage) {
    for (int length : new int[] {0, 10, 2_000}) {
      stage.write(new MessageStart(Header.empty(), 2L * length));
      stage.write(new BodyChunk(stage.own().buffer().writeZero(length), false));
      stage.flush();
      stage.write(new BodyChunk(stage.own().buffer().writeZero(length), true));
    }
    stage.write(new BodyChunk(stage.own().buffer().writeZero(1), true));
    stage.flush();
  }

  private void writeFiles(LeakStage stage) {
    stage.write(Message.of(Header.empty(), Body.file(file)));
    stage.write(memory(stage, 100));
    stage.write(Message.of(Header.empty(), Body.file(file, 10, 0)));
    stage.write(Message.of(Header.empty(), Body.file(file, 10, 100_000)));
    stage.write(memory(stage, 2_000));
    stage.flush();
  }

  private static void writeStreams(LeakStage stage) {
    HandPublisher publisher = new HandPublisher();
    stage.write(Message.of(Header.empty(), Body.stream(publisher, 30)));
    stage.write(memory(stage, 100));
    stage.write(new MessageStart(Header.empty(), 3));
    stage.write(new BodyChunk(stage.own().buffer().writeZero(3), true));
    for (int i = 0; i < 10; i++) {
      if (publisher.isSubscribed()) {
        publisher.give(new byte[3]);
      }
      stage.flush();
    }
    if (publisher.isSubscribed()) {
      publisher.complete();
    }
    stage.flush();
  }
}
