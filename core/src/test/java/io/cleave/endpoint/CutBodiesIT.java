package io.cleave.endpoint;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.connection.Transport;
import io.cleave.message.MessageFormat;
import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import io.cleave.testing.RawPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Row F9: a body that is cut off on its way to a file is never taken for whole. */
final class CutBodiesIT {
  private static final int LENGTH = 64 << 10;
  private static final int BORDER = 4 << 10;
  private static final int AT_ONCE = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Path directory = Path.of("");

  @BeforeEach
  void chooseDirectory(@TempDir Path fresh) {
    directory = fresh;
  }

  /** How a peer ends its stream. */
  enum Cut {
    END_OF_STREAM {
      @Override
      void end(RawPeer peer) {
        peer.halfClose();
      }
    },
    RESET {
      @Override
      void end(RawPeer peer) {
        peer.reset();
      }
    },
    SILENCE {
      @Override
      void end(RawPeer peer) {
        // the idle limit ends it
      }
    };

    abstract void end(RawPeer peer);
  }

  /** What is run. */
  record Case(Cut cut, Transport transport) {
    @Override
    public String toString() {
      return cut + " over " + transport;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(Transport.NIO, Transport.EPOLL)
        .filter(Transport::isAvailable)
        .flatMap(transport -> Stream.of(Cut.values()).map(cut -> new Case(cut, transport)));
  }

  /** Nothing, one byte, half, all but one, around every border of 4 KiB. */
  private static int[] lengths() {
    IntStream borders =
        IntStream.range(1, LENGTH / BORDER).flatMap(i -> IntStream.of(i * BORDER - 1, i * BORDER));
    return IntStream.concat(IntStream.of(0, 1, LENGTH / 2, LENGTH - 1), borders).toArray();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void neverTakesCutBodyForWhole(Case how) throws IOException {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger complete = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    AtomicInteger over = new AtomicInteger();
    int runs = FullRuns.count(1000);
    try (LogTap log = LogTap.on(PlainMessageServer.class);
        PlainMessageServer server =
            PlainMessageServer.builder(MessageFormat.of("<q"))
                .transport(how.transport())
                .idle(Duration.ofMillis(300))
                .onEvent(
                    message -> {
                      Path target = directory.resolve("body" + begun.incrementAndGet());
                      try {
                        message.body().writeTo(target);
                        complete.incrementAndGet();
                      } catch (EndpointException cutOff) {
                        failed.incrementAndGet();
                        throw cutOff;
                      }
                    })
                .onDisconnect(peer -> over.incrementAndGet())
                .bind(0)) {
      for (int run = 0; run < runs; run += AT_ONCE) {
        int end = Math.min(run + AT_ONCE, runs);
        cutSome(server, how.cut(), run, end - run);
        await().atMost(PATIENCE).until(() -> over.get() == end);
      }
      assertThat(log.traces()).isZero();
    }
    assertThat(failed).hasValue(runs);
    assertThat(complete).hasValue(0);
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
    FaultLine.print(
        "F9", "%s bodies cut by %s: %s failed, %s complete", runs, how, failed, complete);
  }

  private static void cutSome(Server server, Cut cut, int first, int count) {
    List<RawPeer> peers = new ArrayList<>();
    int[] lengths = lengths();
    for (int i = first; i < first + count; i++) {
      RawPeer peer = RawPeer.connect(server.port());
      peers.add(peer);
      peer.send(message(lengths[i % lengths.length]));
      cut.end(peer);
    }
    if (cut != Cut.RESET) {
      peers.forEach(peer -> peer.readToEnd(PATIENCE));
      peers.forEach(RawPeer::close);
    }
  }

  private static byte[] message(int bodyBytes) {
    byte[] header = ("{\"body_size\":" + LENGTH + "}").getBytes(US_ASCII);
    return ByteBuffer.allocate(Long.BYTES + header.length + bodyBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }
}
