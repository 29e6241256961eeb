package io.cleave.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.connection.Transport;
import io.cleave.message.MessageFormat;
import io.cleave.message.MessageListener;
import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server whose listener is shown messages, their bodies where they lie. */
final class InPlaceMessagesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final MessageFormat B = MessageFormat.of("B").withWholeBodyLength(1_000);
  private static final MessageListener ECHO =
      (header, buffer, index, length, answers) -> answers.write(header, buffer, index, length);

  static Stream<Transport> transports() {
    return FrameServerIT.transports();
  }

  private static PlainMessageServer echo(Transport transport) {
    return PlainMessageServer.builder(B).transport(transport).inPlace(ECHO).bind(0);
  }

  /** Messages with bodies of all lengths from 1 to so many, stuck together. */
  private static byte[] messages(int count) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int length = 1; length <= count; length++) {
      byte[] header = "{\"body_size\":%d}".formatted(length).getBytes(UTF_8);
      all.write(header.length);
      all.writeBytes(header);
      all.writeBytes("x".repeat(length).getBytes(UTF_8));
    }
    return all.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void answersWhatWasSentBeforePeersEndOfStream(Transport transport) {
    byte[] messages = messages(1_000);
    try (PlainMessageServer server = echo(transport);
        RawPeer peer = RawPeer.connect(server.port())) {
      Thread sender = new Thread(() -> peer.send(messages).halfClose());
      sender.start();

      RawPeer.Received received = peer.readToEnd(PATIENCE);

      assertThat(received.ending()).isEqualTo(Ending.FIN);
      assertThat(Arrays.equals(received.bytes(), messages)).isTrue();
    }
  }

  @Test
  void refusesBodyAboveWholeBodyLengthInOneLine() {
    try (LogTap log = LogTap.on(PlainMessageServer.class);
        PlainMessageServer server = echo(Transport.NIO);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(messages(1))
          .send(Hex.join(new byte[] {18}, "{\"body_size\":1001}".getBytes(UTF_8)));

      assertThat(peer.readToEnd(PATIENCE).bytes()).isEqualTo(messages(1));
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .contains("bodyLength: 1001 (expected: <= 1000)", "wholeBodyLength");
    }
  }

  @Test
  void drainAnswersWhatWasShownAndEndsConnection() {
    PlainMessageServer server = echo(Transport.NIO);
    try (RawPeer peer = RawPeer.connect(server.port())) {
      byte[] messages = messages(20);
      byte[] first = peer.send(messages).read(1); // the answers have begun to come

      server.close();

      RawPeer.Received rest = peer.readToEnd(PATIENCE);
      assertThat(rest.ending()).isEqualTo(Ending.FIN);
      assertThat(Hex.join(first, rest.bytes())).isEqualTo(messages);
    }
  }

  @Test
  void wantsHeaderFirstAndNoOtherHandler() {
    PlainMessageServer.Builder enveloped =
        PlainMessageServer.builder(MessageFormat.envelope(">I", ">I"));

    assertThatThrownBy(() -> enveloped.inPlace(ECHO).bind(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("inPlace: envelopes (expected: a format, header first)");
    assertThatThrownBy(() -> PlainMessageServer.builder(B).inPlace(ECHO).onePerConnection().bind(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected: inPlace alone");
  }
}
