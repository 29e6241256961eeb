package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cleave.endpoint.FrameServer;
import io.cleave.wire.FramePreset;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The DNS preset against {@code dig +tcp}. */
class DigIT {
  private static final int LARGEST = 65_535;
  private static final int FLAGS_OFFSET = 2;
  private static final int ANSWER_COUNT_OFFSET = 6;

  /** A response without error, recursion desired and available. */
  private static final short RESPONSE = (short) 0x8180;

  /** What stands in front of a record's data: name, type, class, time to live, length. */
  private static final int RECORD_OVERHEAD = 12;

  /** The name of the question, which begins at byte 12. */
  private static final short SAME_NAME = (short) 0xC00C;

  private static final short A = 1;
  private static final short TXT = 16;
  private static final short INTERNET = 1;
  private static final int LONGEST_TEXT = 255;

  private final Set<SocketAddress> peers = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void needsDig() {
    assumeTrue(Program.isInstalled("dig"), "no dig here: BIND's DNS utilities are not installed");
  }

  @Test
  void answersDig() {
    assertThat(dig(DigIT::address, "+short", "cleave.test", "A")).isEqualTo("192.0.2.1\n");
  }

  @Test
  void answersTwoQueriesOfOneConnection() {
    assertThat(dig(DigIT::address, "+keepopen", "+short", "a.test", "+short", "b.test"))
        .isEqualTo("192.0.2.1\n192.0.2.1\n");
    assertThat(peers).as("connections").hasSize(1);
  }

  @Test
  void answersWithTheLargestMessageThereIs() {
    assertThat(dig(DigIT::largest, "cleave.test", "TXT"))
        .contains("status: NOERROR", ";; MSG SIZE  rcvd: " + LARGEST + "\n")
        .doesNotContain("WARNING");
  }

  private String dig(UnaryOperator<byte[]> answers, String... query) {
    BiFunction<SocketAddress, byte[], byte[]> handler =
        (peer, request) -> {
          peers.add(peer);
          return answers.apply(request);
        };
    FrameServer.Builder dns = FrameServer.builder().format(FramePreset.DNS.format());
    try (FrameServer server = dns.onRequest(handler).bind(0)) {
      List<String> options = List.of("-r", "@127.0.0.1", "-p", String.valueOf(server.port()));
      List<String> onlyTcp = List.of("+tcp", "+noedns", "+tries=1", "+time=10");
      Stream<String> command =
          Stream.of(List.of("dig"), options, onlyTcp, List.of(query)).flatMap(List::stream);
      try (Program dig = Program.start(command.toList())) {
        return dig.successful();
      }
    }
  }

  /** One address. */
  private static byte[] address(byte[] query) {
    ByteBuffer answer = answer(query);
    addRecord(answer, A, new byte[] {(byte) 192, 0, 2, 1});
    return written(answer);
  }

  /** Texts up to the last byte that the length field can count. */
  private static byte[] largest(byte[] query) {
    ByteBuffer answer = answer(query);
    while (answer.remaining() > RECORD_OVERHEAD) {
      addRecord(
          answer, TXT, text(Math.min(answer.remaining() - RECORD_OVERHEAD, 1 + LONGEST_TEXT)));
    }
    return written(answer);
  }

  private static ByteBuffer answer(byte[] query) {
    return ByteBuffer.allocate(LARGEST).put(query).putShort(FLAGS_OFFSET, RESPONSE);
  }

  private static byte[] written(ByteBuffer answer) {
    byte[] bytes = new byte[answer.position()];
    answer.get(0, bytes);
    return bytes;
  }

  private static void addRecord(ByteBuffer answer, short type, byte[] data) {
    answer.putShort(SAME_NAME).putShort(type).putShort(INTERNET).putInt(60);
    answer.putShort((short) data.length).put(data);
    short count = answer.getShort(ANSWER_COUNT_OFFSET);
    answer.putShort(ANSWER_COUNT_OFFSET, (short) (count + 1));
  }

  /** A text of that many bytes, its length in front included. */
  private static byte[] text(int length) {
    byte[] text = "x".repeat(length).getBytes(US_ASCII);
    text[0] = (byte) (length - 1);
    return text;
  }
}
