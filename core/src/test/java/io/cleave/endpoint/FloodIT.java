package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.exchange.Reply;
import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import io.cleave.testing.Hex;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Row F11: one peer sends tiny messages as fast as it can. */
@Timeout(300)
final class FloodIT {
  private static final int BATCH = 500;
  private static final Duration USABLE = Duration.ofMillis(500);

  /** A message nobody needs. */
  record Flood(String title, String fields) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Flood> floods() {
    return Stream.of(
        new Flood("pongs", "'type':'pong'"),
        new Flood("unknown keys", "'type':'pong','a':1,'b':{'c':[1,2,3]}"),
        new Flood("events for nobody", "'type':'event','route':'nobody'"),
        new Flood("late credits", "'type':'credit','id':1,'bytes':1"),
        new Flood("late data", "'type':'data','id':1,'body_size':1"),
        new Flood("pings", "'type':'ping'"));
  }

  private static long[] echo(MessageClient client, int count) {
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      assertThat(client.call("echo", Body.of("?")).text()).isEqualTo("?");
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static long p99(long[] sorted) {
    return sorted[sorted.length * 99 / 100] / 1000;
  }

  @ParameterizedTest
  @MethodSource("floods")
  void leavesAnotherConnectionUsable(Flood flood) {
    int count = FullRuns.count(5_000_000 / 6);
    byte[] one = NativePeer.message(flood.fields());
    byte[] message = flood.fields().contains("body_size") ? Hex.join(one, new byte[1]) : one;
    byte[] batch = Hex.join(Collections.nCopies(BATCH, message).toArray(byte[][]::new));
    try (LogTap log = LogTap.on(MessageServer.class);
        MessageServer server =
            MessageServer.builder().route("echo", request -> Reply.bytes(request.bytes())).bind(0);
        MessageClient client = MessageClient.connect("127.0.0.1", server.port());
        NativePeer peer = NativePeer.connect(server.port())) {
      peer.greet().send("'type':'request','id':1,'route':'echo'").next("reply");
      long before = p99(echo(client, 200));
      CompletableFuture<Boolean> pongs =
          CompletableFuture.supplyAsync(
              () -> peer.next("pong").type().equals("pong") && readPongs(peer));
      CompletableFuture<Void> flooding = CompletableFuture.runAsync(() -> send(peer, batch, count));
      long[] during = echo(client, 200);
      flooding.join();
      peer.send("'type':'ping','nonce':'last'");
      assertThat(pongs.join()).isTrue();
      assertThat(p99(during)).isLessThan(USABLE.toNanos() / 1000);
      assertThat(log.lines()).isEmpty();
      FaultLine.print(
          "F11",
          "%s %s: another's echo within %s us in 99 of 100 cases, %s us before",
          count,
          flood.title(),
          p99(during),
          before);
    }
  }

  private static boolean readPongs(NativePeer peer) {
    while (!peer.next("pong").header().text("nonce", "").equals("last")) {
      // go on
    }
    return true;
  }

  private static void send(NativePeer peer, byte[] batch, int count) {
    peer.send("'type':'ping'");
    for (int i = 0; i < count; i += BATCH) {
      peer.raw().send(batch);
    }
  }
}
