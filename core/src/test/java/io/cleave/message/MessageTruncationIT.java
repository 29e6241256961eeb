package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.frame.TruncatedFrameException;
import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import io.cleave.testing.Loopback;
import io.cleave.testing.RawPeer;
import io.cleave.testing.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Row F9 on real sockets: a body that was cut off is never complete, and leaves no file. */
class MessageTruncationIT {
  private static final int CASES = 1_000;
  private static final int LENGTH = 20_000;
  private static final int BORDER = 4_096;
  private static final long SILENCE_MILLIS = 10;

  /** How the peer ends. */
  private enum Ending {
    FIN {
      @Override
      void end(RawPeer peer, Channel accepted) {
        peer.close();
      }
    },
    HALF_CLOSE {
      @Override
      void end(RawPeer peer, Channel accepted) {
        peer.halfClose();
      }
    },
    RST {
      @Override
      void end(RawPeer peer, Channel accepted) {
        peer.reset();
      }
    },
    /** Until this side has had enough. */
    SILENCE {
      @Override
      void end(RawPeer peer, Channel accepted) throws InterruptedException {
        Thread.sleep(SILENCE_MILLIS);
        assertThat(accepted.isActive()).isTrue();
        accepted.close();
      }
    };

    abstract void end(RawPeer peer, Channel accepted) throws InterruptedException;
  }

  private final BlockingQueue<FileSink> sinks = new LinkedBlockingQueue<>();
  private int cases;

  static List<Transport> transports() {
    return Transport.available();
  }

  @ParameterizedTest
  @MethodSource("transports")
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // the full count
  void bodyThatWasCutOffIsNeverComplete(Transport transport, @TempDir Path directory)
      throws Exception {
    Path target = directory.resolve("body");
    byte[] body = MessageWire.body(LENGTH, 1);
    for (boolean halfClosure : new boolean[] {false, true}) {
      try (Loopback loopback = serve(transport, target, halfClosure)) {
        for (int cut : cuts(FullRuns.count(CASES) / 2)) {
          for (Ending ending : Ending.values()) {
            check(loopback, ending, prefix(body, cut), directory);
          }
        }
      }
    }
    FaultLine.print("F9", "%s bodies cut off on %s, 0 reported complete", cases, transport);
  }

  private Loopback serve(Transport transport, Path target, boolean halfClosure) {
    return Loopback.serve(
        transport,
        pipeline -> {
          FileSink sink = new FileSink(target);
          pipeline.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, halfClosure);
          pipeline.addLast(new MessageDecoder(MessageFormat.of("<q")), sink);
          sinks.add(sink);
        });
  }

  private static Set<Integer> cuts(int count) {
    Set<Integer> cuts = new TreeSet<>(Set.of(0, 1, LENGTH / 2, LENGTH - 1));
    for (int border = BORDER; border < LENGTH; border += BORDER) {
      cuts.add(border);
    }
    SplittableRandom random = new SplittableRandom(9);
    while (cuts.size() < count) {
      cuts.add(random.nextInt(LENGTH));
    }
    return cuts;
  }

  private static byte[] prefix(byte[] body, int cut) {
    byte[] wire = MessageWire.withBody(body);
    return Arrays.copyOf(wire, wire.length - LENGTH + cut);
  }

  private void check(Loopback loopback, Ending ending, byte[] sent, Path directory)
      throws Exception {
    String what = ending + " behind " + sent.length + " bytes";
    try (RawPeer peer = RawPeer.connect(loopback.port())) {
      Channel accepted = loopback.accepted();
      FileSink sink = sinks.poll(10, TimeUnit.SECONDS);
      peer.send(sent);
      assertThat(sink.awaitBegun()).as(what).isTrue();

      ending.end(peer, accepted);

      assertThat(sink.awaitOver()).as(what).isTrue();
      assertThat(sink.isComplete()).as(what).isFalse();
      assertThat(sink.failures())
          .as(what)
          .filteredOn(failure -> failure instanceof TruncatedFrameException)
          .hasSize(ending == Ending.SILENCE ? 0 : 1);
      assertThat(filesIn(directory)).as(what).isEmpty();
    }
    cases++;
  }

  @Test
  void wholeBodyIsComplete(@TempDir Path directory) throws Exception {
    Path target = directory.resolve("body");
    byte[] body = MessageWire.body(LENGTH, 1);
    try (Loopback loopback = serve(Transport.NIO, target, false);
        RawPeer peer = RawPeer.connect(loopback.port())) {
      loopback.accepted();
      FileSink sink = sinks.poll(10, TimeUnit.SECONDS);
      peer.send(MessageWire.withBody(body));
      peer.halfClose();

      assertThat(sink.awaitOver()).isTrue();
      assertThat(sink.isComplete()).isTrue();
      assertThat(sink.failures()).isEmpty();
      assertThat(target).hasBinaryContent(body);
    }
  }

  private static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
