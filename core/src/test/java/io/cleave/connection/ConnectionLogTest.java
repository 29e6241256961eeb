package io.cleave.connection;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cleave.frame.FrameTooLongException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class ConnectionLogTest {
  private static final SocketAddress PEER = InetSocketAddress.createUnresolved("127.0.0.1", 7);

  private final Logger logger = (Logger) LoggerFactory.getLogger(ConnectionLogTest.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
  }

  private List<String> said() {
    return lines.list.stream()
        .map(line -> line.getLevel() + " " + line.getFormattedMessage())
        .toList();
  }

  @Test
  void namesPeerAndReason() {
    ConnectionLog log = new ConnectionLog(ConnectionLogTest.class);
    log.refused(PEER, new FrameTooLongException("payload", 9, 8, "why"));
    log.failed(PEER, "the handler failed", new IllegalStateException());
    assertThat(said())
        .containsExactly(
            "WARN 127.0.0.1:7 refused: payloadLength: 9 (expected: <= 8); why",
            "ERROR 127.0.0.1:7 closed: the handler failed");
    assertThat(lines.list.get(0).getThrowableProxy()).isNull();
    assertThat(lines.list.get(1).getThrowableProxy()).isNotNull();
  }

  @Test
  void countsWhatItLeavesOut() throws InterruptedException {
    ConnectionLog log = new ConnectionLog(ConnectionLogTest.class);
    for (int i = 0; i < 25; i++) {
      log.refused(PEER, "no");
    }
    assertThat(said()).hasSize(ConnectionLog.LINES_PER_SECOND);
    Thread.sleep(1100);
    log.refused(PEER, "later");
    assertThat(said().subList(ConnectionLog.LINES_PER_SECOND, said().size()))
        .containsExactly(
            "WARN 15 more lines like these in the second before were left out",
            "WARN 127.0.0.1:7 refused: later");
  }
}
