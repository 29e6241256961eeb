package io.cleave.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FrameAutopsyTest {

  /** First bytes, text or hex, and a piece of the sentence about them. */
  record Case(String title, String hex, String piece) {
    static Case text(String text, String piece) {
      return new Case(
          text.lines().findFirst().orElse(""), Hex.of(text.getBytes(ISO_8859_1)), piece);
    }

    static Case hex(String title, String hex, String piece) {
      return new Case(title, hex, piece);
    }

    byte[] bytes() {
      return Hex.bytes(hex);
    }

    @Override
    public String toString() {
      return title;
    }
  }

  static List<Case> protocols() {
    return List.of(
        Case.text("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\"GET \": is an HTTP client calling?"),
        Case.text("POST /x HTTP/1.1\r\n", "\"POST \": is an HTTP client"),
        Case.text("HEAD / HTTP/1.0\r\n", "HTTP client"),
        Case.text("OPTIONS * HTTP/1.1\r\n", "HTTP client"),
        Case.text("CONNECT a:1 HTTP/1.1\r\n", "HTTP client"),
        Case.text("HTTP/1.1 400 Bad Request\r\n", "\"HTTP/\": is this an HTTP server's answer?"),
        Case.text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/2 or gRPC"),
        Case.text("SSH-2.0-OpenSSH_9.2\r\n", "SSH"),
        Case.text("PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n", "a proxy announces its client"),
        Case.text("*1\r\n$4\r\nPING\r\n", "Redis"),
        Case.text("PING\r\n", "Redis"),
        Case.text("Content-Length: 120\r\n\r\n{", "language server"),
        Case.text("{\"type\": \"hello\"}", "JSON without a length field"),
        Case.text("[{\"a\": 1}]    ", "JSON without a length field"),
        Case.text("  {\"type\": 1}", "JSON without a length field"),
        Case.hex("TLS 1.2 ClientHello", "16030100c8 010000c4 0303", "TLS ClientHello"),
        Case.hex("TLS alert", "1503030002 022a 00000000", "TLS record"),
        Case.hex("TPKT", "03000013 0ee00000 00000001 00080003", "remote desktop"),
        Case.hex("PROXY v2", "0d0a0d0a000d0a515549540a 2111000c", "PROXY protocol, version 2"),
        Case.hex("Thrift", "80010001 00000004 70696e67 00000001", "Thrift's binary protocol"));
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void namesProtocol(Case c) {
    for (String notation : List.of(">H", "<i", ">I", "<q", ">Q", "varint")) {
      assertThat(FrameAutopsy.explain(Unpooled.wrappedBuffer(c.bytes()), FrameFormat.of(notation)))
          .as(notation)
          .hasValueSatisfying(sentence -> assertThat(sentence).contains(c.piece()));
    }
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void refusalQuotesSentence(Case c, TrackedAllocator allocator) {
    FrameFormat format = FrameFormat.of("<q").withMaxPayloadLength(1000);
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(format));

    Feed.ALL_AT_ONCE.feed(channel, c.bytes());
    if (c.bytes().length < Long.BYTES) {
      Traffic.peerCloses(channel);
    }

    String message = messageOf(channel);
    assertThat(message).contains(c.piece()).doesNotEndWith(".");
    assertThat(message.chars()).allMatch(ch -> ch >= ' ' && ch < 0x7F);
  }

  @ParameterizedTest
  @CsvSource({
    "wrong order of 8, <q, 0000000000000005 68656c6c6f, 'as big-endian (\">q\") this would be 5'",
    "wrong order of 4, >I, 05000000 68656c6c6f, 'as little-endian (\"<I\") this would be 5'",
    "nothing, >i, ffffffff ffffffff ffff,",
    "2 for 4, >I, 0005 68656c6c6f, 'as 2 bytes, big-endian (\">H\") this would be 5'",
    "4 for 8, <q, 05000000 68656c6c6f, 'as 4 bytes, little-endian (\"<I\") this would be 5'"
  })
  void triesOtherFields(String title, String notation, String wire, String sentence) {
    var explained = FrameAutopsy.explain(Hex.buffer(wire), FrameFormat.of(notation));

    if (sentence == null) {
      assertThat(explained).as(title).isEmpty();
    } else {
      assertThat(explained).as(title).hasValue(sentence);
    }
  }

  @Test
  void asksWhetherLengthCountsPayloadAlone() {
    FrameFormat format = FrameFormat.of("<i").countingItself();

    assertThat(FrameAutopsy.explain(Hex.buffer("02000000 6869"), format))
        .hasValue("does the peer's length count the payload alone?");
  }

  @Test
  void asksWhetherLengthCountsItself(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(FrameFormat.of(">I")));

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("00000007 616263"));
    Traffic.peerCloses(channel);

    assertThat(messageOf(channel)).contains("does the peer's length count itself?");
  }

  @ParameterizedTest
  @CsvSource({
    "<q, 0300000000000000 61",
    "<q, 03000000",
    "<i, 03000000 61",
    ">H, 0010 61",
    ">I, 00000010 00"
  })
  void frameThatIsOnlyCutShortIsNotTakenForAnother(String notation, String wire) {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(FrameFormat.of(notation)));

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes(wire));
    Traffic.peerCloses(channel);

    assertThat(messageOf(channel))
        .matches("[a-z ]+: \\d bytes, then end of stream .expected: \\d+.");
  }

  @Test
  void showsBytesItCannotExplain(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(FrameFormat.of(">i")));

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("fefdfcfb fafb 0d0a1b5b repeat:aa*40"));

    assertThat(messageOf(channel))
        .isEqualTo(
            "payloadLength: -16909061 (expected: 0..16777216); the first bytes are"
                + " fe fd fc fb fa fb 0d 0a 1b 5b aa aa aa aa aa aa");
  }

  @Test
  void onlyLooks() {
    SplittableRandom random = new SplittableRandom(1);
    for (int run = 0; run < 2_000; run++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      ByteBuf buffer = Unpooled.buffer().writeLong(-1).writeBytes(bytes).readerIndex(8);
      FrameFormat format = Sequence.random(random, 1, 10).format();

      FrameAutopsy.explain(buffer, format)
          .ifPresent(s -> assertThat(s.chars()).allMatch(ch -> ch >= ' ' && ch < 0x7F));

      assertThat(buffer.readerIndex()).isEqualTo(8);
      assertThat(buffer.refCnt()).isEqualTo(1);
      buffer.release();
    }
  }

  private static String messageOf(EmbeddedChannel channel) {
    try {
      channel.checkException();
      return "";
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
