package io.cleave.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.cleave.connection.Transport;
import io.cleave.examples.datagram.DatagramLoop;
import io.cleave.examples.datagram.Datagrams;
import io.cleave.examples.datagram.Drops.Reason;
import io.cleave.examples.testing.FaultLine;
import io.cleave.examples.testing.Flood;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** What waits for a person who does not come. */
@Isolated("it measures this process")
class InboxFloodIT {
  @BeforeAll
  static void dropInSilence() {
    ((Logger) LoggerFactory.getLogger(Inbox.class)).setLevel(Level.OFF);
  }

  @Test
  void aFloodFillsItAndNoMore() throws Exception {
    try (DatagramLoop loop = DatagramLoop.start(Transport.NIO)) {
      Datagrams socket = loop.bind("127.0.0.1", 0, Datagrams.LARGEST);
      Inbox inbox = new Inbox(socket.address());
      socket.receive(inbox);
      Flood flood = Flood.of(socket.address());
      assertThat(flood.heapGrowth()).isLessThan(2L * Inbox.BYTES);
      fill(inbox, socket.address());
      assertThat(inbox.size()).isEqualTo(Inbox.DATAGRAMS);
      long dropped = inbox.drops().of(Reason.NO_ROOM);
      for (int i = 0; i < 10; i++) {
        assertThat(ByteBuffer.wrap(inbox.take().bytes()).getInt()).as("the oldest").isEqualTo(i);
      }
      FaultLine.print("U3", "%s, %s wait, %s dropped, the newest", flood, Inbox.DATAGRAMS, dropped);
    }
  }

  /** The system drops what comes too fast for it, which may be most of a flood. */
  private static void fill(Inbox inbox, InetSocketAddress server) throws IOException {
    try (DatagramSocket more = new DatagramSocket()) {
      DatagramPacket empty = new DatagramPacket(new byte[0], 0, server);
      await()
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                more.send(empty);
                return inbox.drops().of(Reason.NO_ROOM) > 0;
              });
    }
  }
}
