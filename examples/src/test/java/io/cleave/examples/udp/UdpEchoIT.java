package io.cleave.examples.udp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.cleave.connection.Transport;
import io.cleave.examples.datagram.Datagram;
import io.cleave.examples.datagram.DatagramLoop;
import io.cleave.examples.datagram.Datagrams;
import io.cleave.examples.datagram.Drops.Reason;
import io.cleave.examples.testing.FaultLine;
import io.cleave.examples.testing.Flood;
import io.cleave.examples.testing.FullRuns;
import io.cleave.examples.text.Texts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What the echo server for datagrams does with those that no good client sends. */
@Isolated("it measures this process")
class UdpEchoIT {
  private static final int SMALL = 1_024;
  private static final UnaryOperator<byte[]> SAME = UnaryOperator.identity();
  private static final UnaryOperator<byte[]> UPPER = new Texts(UTF_8)::raise;

  /** A server and its socket. */
  private record Server(Datagrams socket, UdpEcho echo) {
    static Server on(DatagramLoop loop, int limit, UnaryOperator<byte[]> answer) {
      Datagrams socket = loop.bind("127.0.0.1", 0, limit);
      UdpEcho echo = new UdpEcho(socket, answer);
      socket.receive(echo);
      return new Server(socket, echo);
    }

    long dropped(Reason reason) {
      return echo.drops().of(reason);
    }
  }

  @BeforeAll
  static void dropInSilence() {
    ((Logger) LoggerFactory.getLogger(UdpEcho.class)).setLevel(Level.OFF);
  }

  static Stream<Transport> transports() {
    return Arrays.stream(Transport.values())
        .filter(transport -> transport != Transport.AUTO && transport.isAvailable());
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aDatagramComesBackWholeOrNotAtAll(Transport transport) throws IOException {
    int step = FullRuns.requested() ? 1 : 97;
    int echoed = 0;
    int dropped = 0;
    for (int limit : List.of(SMALL, Datagrams.LARGEST)) {
      try (DatagramLoop loop = DatagramLoop.start(transport)) {
        Server server = Server.on(loop, limit, SAME);
        try (Probe probe = new Probe(server.socket().address())) {
          List<Integer> sizes = sizes(transport, step);
          for (int size : sizes) {
            boolean whole = probe.comesBackWhole(size);
            assertThat(whole).as("%s of %s bytes", size, limit).isEqualTo(size <= limit);
          }
          long tooLong = sizes.stream().filter(size -> size > limit).count();
          assertThat(server.dropped(Reason.TOO_LONG)).isEqualTo(tooLong);
          dropped += (int) tooLong;
          echoed += sizes.size() - (int) tooLong;
        }
      }
    }
    FaultLine.print(
        "U1", "%s: %s datagrams echoed whole, %s dropped whole, 0 cut", transport, echoed, dropped);
  }

  /** Not every one in each build, but those where something could begin or end. */
  private static List<Integer> sizes(Transport transport, int step) {
    List<Integer> sizes = new ArrayList<>();
    for (int size = 0; size <= Datagrams.LARGEST; size += step) {
      sizes.add(size);
    }
    sizes.addAll(List.of(SMALL - 1, SMALL, SMALL + 1, 2_047, 2_048, 2_049, Datagrams.LARGEST));
    if (transport != Transport.NIO) {
      sizes.remove(Integer.valueOf(0)); // the others cannot send it back
    }
    return sizes.stream().distinct().toList();
  }

  @Test
  void twoServersFallSilent() {
    List<String> texts = List.of("", "abc", "ABC", "aBc 你", "x".repeat(Datagrams.LARGEST));
    List<UnaryOperator<byte[]>> kinds = List.of(SAME, UPPER);
    long most = 0;
    int loops = 0;
    try (DatagramLoop loop = DatagramLoop.start(Transport.NIO)) {
      for (UnaryOperator<byte[]> here : kinds) {
        for (UnaryOperator<byte[]> there : kinds) {
          for (String text : texts) {
            most = Math.max(most, answersToOne(loop, here, there, text));
            loops++;
          }
        }
      }
    }
    assertThat(most).isBetween(2L, 3L);
    FaultLine.print("U2", "%s loops of two servers, at most %s answers, then silence", loops, most);
  }

  /** The datagram comes from the other server, as a forger would have it. */
  private static long answersToOne(
      DatagramLoop loop, UnaryOperator<byte[]> here, UnaryOperator<byte[]> there, String text) {
    Server one = Server.on(loop, Datagrams.LARGEST, here);
    Server other = Server.on(loop, Datagrams.LARGEST, there);
    try (Datagrams oneSocket = one.socket();
        Datagrams otherSocket = other.socket()) {
      oneSocket.send(otherSocket.address(), text.getBytes(UTF_8), UdpEchoIT::fail);
      awaitSilence(one, other);
      assertThat(one.dropped(Reason.REFLECTED) + other.dropped(Reason.REFLECTED)).isOne();
      return one.echo().answers() + other.echo().answers();
    }
  }

  @Test
  void manyDatagramsBetweenTwoServersFallSilentToo() {
    int sent = 100;
    try (DatagramLoop loop = DatagramLoop.start(Transport.NIO)) {
      Server one = Server.on(loop, Datagrams.LARGEST, SAME);
      Server other = Server.on(loop, Datagrams.LARGEST, UPPER);
      for (int i = 0; i < sent; i++) {
        byte[] text = ("text " + i % 10).getBytes(UTF_8);
        one.socket().send(other.socket().address(), text, UdpEchoIT::fail);
      }
      awaitSilence(one, other);
      long answers = one.echo().answers() + other.echo().answers();
      assertThat(answers).isBetween(10L, 3L * sent);
      FaultLine.print("U2", "%s datagrams between two servers, %s answers, silence", sent, answers);
    }
  }

  /** A loop would go on thousands of times in that time. */
  private static void awaitSilence(Server one, Server other) {
    long[] before = {-1};
    await()
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              long answers = one.echo().answers() + other.echo().answers();
              boolean silent = answers > 0 && answers == before[0];
              before[0] = answers;
              return silent;
            });
  }

  @Test
  void addressesThatNoClientHasAreNotAnswered() {
    try (DatagramLoop loop = DatagramLoop.start(Transport.NIO)) {
      Server server = Server.on(loop, Datagrams.LARGEST, SAME);
      byte[] text = "hi".getBytes(UTF_8);
      for (int port = 0; port < Clients.FIRST_PORT; port++) {
        server
            .echo()
            .received(
                new Datagram(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), text));
      }
      server.echo().received(new Datagram(server.socket().address(), text));
      assertThat(server.dropped(Reason.SERVICE_PORT)).isEqualTo(Clients.FIRST_PORT);
      assertThat(server.dropped(Reason.NO_CLIENT)).isOne();
      assertThat(server.echo().answers()).isZero();
      FaultLine.print("U2", "%s service ports and its own, 0 answers", Clients.FIRST_PORT);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aFloodTakesNoMemory(Transport transport) throws IOException {
    try (DatagramLoop loop = DatagramLoop.start(transport)) {
      Server server = Server.on(loop, Datagrams.LARGEST, SAME);
      Flood flood = Flood.of(server.socket().address());
      assertThat(flood.heapGrowth()).isLessThan(16 << 20);
      try (Probe probe = new Probe(server.socket().address())) {
        await().until(() -> probe.comesBackWhole(100));
      }
      FaultLine.print("U3", "%s: %s, %s answered", transport, flood, server.echo().answers());
    }
  }

  private static void fail(Throwable cause) {
    throw new AssertionError(cause);
  }
}
