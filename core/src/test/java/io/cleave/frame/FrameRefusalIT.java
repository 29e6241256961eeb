package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cleave.testing.CountingHandler;
import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import io.cleave.testing.Hex;
import io.cleave.testing.Loopback;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import io.cleave.testing.RawPeer.Received;
import io.cleave.testing.Transport;
import io.cleave.wire.FrameFormat;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What a peer sees that is refused: the last words, then a clean end, within a second. */
class FrameRefusalIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String LAST_WORDS = "that was no frame";
  private static final byte[] BAD = Hex.bytes("repeat:ff*8");
  private static final int MEBIBYTE = 1 << 20;
  private static final long MOST_MILLIS = 1_000;
  private static final long SLACK_MILLIS = 1_000; // a busy machine

  /** So that no figure below counts the loading of classes. */
  @BeforeAll
  static void warmUp() {
    for (Transport transport : Transport.available()) {
      try (Loopback loopback = server(transport);
          RawPeer peer = RawPeer.connect(loopback.port())) {
        peer.send(BAD);
        assertThat(text(peer.readToEnd(PATIENCE))).isEqualTo(LAST_WORDS);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.cleave.testing.Transport#available")
  @Timeout(120)
  void lastWordsReachPeerThatHadSentMebibyteMore(Transport transport) {
    int runs = Math.max(200, FullRuns.count(200));
    byte[] sent = Arrays.copyOf(BAD, BAD.length + MEBIBYTE);
    int reached = 0;
    long slowest = 0;
    try (Loopback loopback = server(transport)) {
      for (int run = 0; run < runs; run++) {
        try (RawPeer peer = RawPeer.connect(loopback.port())) {
          Channel accepted = loopback.accepted();
          peer.trySend(sent);
          Received received = peer.readToEnd(PATIENCE);
          reached += text(received).equals(LAST_WORDS) && isClean(received) ? 1 : 0;
          long start = System.nanoTime();
          peer.hangUp();
          assertThat(accepted.closeFuture().awaitUninterruptibly(PATIENCE.toMillis())).isTrue();
          slowest = Math.max(slowest, received.elapsed().toMillis() + millisSince(start));
        }
      }
      Awaitility.await().untilAsserted(() -> assertThat(loopback.openChannels()).isZero());
    }
    FaultLine.print(
        "G3",
        "%s, last words reached %s of %s peers, within %s ms",
        transport,
        reached,
        runs,
        slowest);
    assertThat(reached).isEqualTo(runs);
    assertThat(slowest).isLessThan(MOST_MILLIS + SLACK_MILLIS);
  }

  @ParameterizedTest
  @MethodSource("io.cleave.testing.Transport#available")
  void peerThatStaysSilentIsClosedWithinSecond(Transport transport) {
    try (Loopback loopback = server(transport);
        RawPeer peer = RawPeer.connect(loopback.port())) {
      Channel accepted = loopback.accepted();
      long start = System.nanoTime();
      peer.send(BAD);

      Received received = peer.readToEnd(PATIENCE);
      assertThat(received.ending()).isEqualTo(Ending.FIN);
      assertThat(text(received)).isEqualTo(LAST_WORDS);
      assertThat(accepted.closeFuture().awaitUninterruptibly(PATIENCE.toMillis())).isTrue();
      long elapsed = millisSince(start);
      FaultLine.print("G3", "%s, silent peer closed after %s ms", transport, elapsed);
      assertThat(elapsed).isLessThan(MOST_MILLIS + SLACK_MILLIS);
    }
  }

  @ParameterizedTest
  @MethodSource("io.cleave.testing.Transport#available")
  void peerThatNeverStopsSendingIsClosedWithinSecond(Transport transport) throws Exception {
    try (Loopback loopback = server(transport);
        RawPeer peer = RawPeer.connect(loopback.port())) {
      Channel accepted = loopback.accepted();
      Future<?> sending = sendForEver(peer);
      long start = System.nanoTime();

      assertThat(accepted.closeFuture().awaitUninterruptibly(PATIENCE.toMillis())).isTrue();

      assertThat(millisSince(start)).isLessThan(MOST_MILLIS + SLACK_MILLIS);
      await(sending);
    }
  }

  @ParameterizedTest
  @MethodSource("io.cleave.testing.Transport#available")
  void peerThatReadsNothingIsClosedWithinSecond(Transport transport) {
    LastWords tooMany = new LastWords("x".repeat(8 * MEBIBYTE));
    try (Loopback loopback = Loopback.serve(transport, p -> p.addLast(decoder(), tooMany));
        RawPeer peer = RawPeer.connect(loopback.port())) {
      Channel accepted = loopback.accepted();
      peer.send(BAD);

      assertThat(accepted.closeFuture().awaitUninterruptibly(PATIENCE.toMillis())).isTrue();

      long elapsed = millisSince(tooMany.saidAt);
      FaultLine.print("G3", "%s, peer that reads nothing closed after %s ms", transport, elapsed);
      assertThat(elapsed).isLessThan(MOST_MILLIS + SLACK_MILLIS);
    }
  }

  @ParameterizedTest
  @MethodSource("io.cleave.testing.Transport#available")
  void handlerThatDoesNotReadDoesNotKeepInputFromGoing(Transport transport) {
    try (Loopback loopback =
            Loopback.serve(
                transport,
                p -> {
                  p.channel().config().setAutoRead(false);
                  p.addLast(decoder(), new LastWords(LAST_WORDS));
                });
        RawPeer peer = RawPeer.connect(loopback.port())) {
      loopback.accepted().read();
      peer.trySend(Arrays.copyOf(BAD, BAD.length + MEBIBYTE));

      Received received = peer.readToEnd(PATIENCE);

      assertThat(received.ending()).isEqualTo(Ending.FIN);
      assertThat(text(received)).isEqualTo(LAST_WORDS);
    }
  }

  @ParameterizedTest
  @MethodSource("io.cleave.testing.Transport#available")
  void thousandBadFramesAreOneExceptionAndOneLogLine(Transport transport) {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    CountingHandler seen = new CountingHandler();
    try (Loopback loopback =
            Loopback.serve(transport, p -> p.addLast(decoder(), seen)); // and nothing behind it
        RawPeer peer = RawPeer.connect(loopback.port())) {
      Channel accepted = loopback.accepted();
      peer.trySend(Hex.bytes("repeat:ff*8000"));

      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.FIN);
      peer.hangUp();
      accepted.closeFuture().awaitUninterruptibly(PATIENCE.toMillis());
    } finally {
      root.detachAppender(log);
    }
    FaultLine.print(
        "F14",
        "%s, 1 000 bad on a socket: %s exception, %s log line",
        transport,
        seen.exceptions(),
        log.list.size());
    assertThat(seen.exceptions()).isEqualTo(1);
    assertThat(log.list).hasSize(1);
  }

  private static Loopback server(Transport transport) {
    return Loopback.serve(transport, p -> p.addLast(decoder(), new LastWords(LAST_WORDS)));
  }

  private static FrameDecoder decoder() {
    return new FrameDecoder(FrameFormat.of("<q"));
  }

  private static boolean isClean(Received received) {
    return received.ending() == Ending.FIN;
  }

  private static String text(Received received) {
    return new String(received.bytes(), StandardCharsets.US_ASCII);
  }

  private static long millisSince(long start) {
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  private static Future<?> sendForEver(RawPeer peer) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread sender =
        new Thread(
            () -> {
              while (peer.trySend(Hex.bytes("repeat:ff*65536"))) {
                // until the socket says no
              }
              done.complete(null);
            },
            "sender");
    sender.setDaemon(true);
    sender.start();
    return done;
  }

  private static void await(Future<?> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Says something when it hears of the refusal, and closes, as an application would. */
  private static final class LastWords extends ChannelInboundHandlerAdapter {
    private final String words;
    private volatile long saidAt;

    LastWords(String words) {
      this.words = words;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (cause instanceof InvalidLengthException) {
        ctx.write(ctx.alloc().buffer().writeBytes(words.getBytes(StandardCharsets.US_ASCII)));
        saidAt = System.nanoTime();
        ctx.close();
      }
    }
  }
}
