package io.cleave.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.cleave.examples.datagram.Datagram;
import io.cleave.examples.datagram.Drops.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class InboxTest {
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);

  private final Inbox inbox = new Inbox(PEER);

  @BeforeAll
  static void dropInSilence() {
    ((Logger) LoggerFactory.getLogger(Inbox.class)).setLevel(Level.OFF);
  }

  @Test
  void givesDatagramsInTheirOrderAndDropsTheNewest() throws InterruptedException {
    for (int i = 0; i < Inbox.DATAGRAMS + 5; i++) {
      inbox.received(new Datagram(PEER, new byte[] {(byte) i}));
    }
    assertThat(inbox.drops().of(Reason.NO_ROOM)).isEqualTo(5);
    for (int i = 0; i < Inbox.DATAGRAMS; i++) {
      assertThat(inbox.take().bytes()).containsExactly((byte) i);
    }
    assertThat(inbox.size()).isZero();
  }

  @Test
  void keepsNoMoreBytesThanItMay() throws InterruptedException {
    byte[] large = new byte[1 << 16];
    int fit = Inbox.BYTES / large.length;
    for (int i = 0; i < fit + 1; i++) {
      inbox.received(new Datagram(PEER, large));
    }
    assertThat(inbox.size()).isEqualTo(fit);
    assertThat(inbox.drops().summary()).contains("datagrams dropped: 1 no room");

    inbox.take();
    inbox.received(new Datagram(PEER, large));
    assertThat(inbox.size()).as("there is room again").isEqualTo(fit);
    assertThat(inbox.drops().of(Reason.NO_ROOM)).isOne();
  }

  @Test
  void countsWhatIsTooLong() {
    assertThat(inbox.drops().summary()).isEmpty();
    inbox.tooLong(PEER);
    inbox.tooLong(PEER);
    assertThat(inbox.drops().summary()).contains("datagrams dropped: 2 too long");
  }
}
