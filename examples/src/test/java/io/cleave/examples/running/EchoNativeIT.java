package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.endpoint.MessageClient;
import io.cleave.examples.testing.NativePeer;
import io.cleave.examples.testing.NativePeer.Said;
import io.cleave.exchange.ReceivedReply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** {@code echo} on the native protocol. */
class EchoNativeIT {
  private static final int MIB = 1 << 20;
  private static final int LARGE_MIB = 96;

  private static Program serve(String... more) {
    List<String> words = new java.util.ArrayList<>(List.of("echo", "serve", "--port", "0"));
    words.addAll(List.of("--framing", "native"));
    words.addAll(List.of(more));
    return Program.cleave(List.of("-Xmx24m"), words.toArray(String[]::new));
  }

  @Test
  void answersEachText() {
    try (Program server = serve("--upper", "--suffix", "!")) {
      String address = "127.0.0.1:" + server.port();
      try (Program client =
          Program.cleave("echo", "send", address, "--framing", "native", "hi", "", "你a")) {
        assertThat(client.successful()).isEqualTo("HI!\n!\n你A!\n");
      }
      try (Program client = Program.cleave("echo", "send", address, "--framing", "native")) {
        assertThat(client.type("one\n\nlast").successful()).isEqualTo("ONE!\n!\nLAST!\n");
      }
      assertThat(server.terminate().exitCode()).isZero();
    }
  }

  @Test
  void answersWhileTheRequestStillComes() throws IOException {
    byte[] gbk = "你好a".getBytes(Charset.forName("GBK"));
    try (Program server = serve("--charset", "GBK", "--upper", "--suffix", "!");
        NativePeer peer = NativePeer.connect(server.port())) {
      peer.say("{\"type\":\"request\",\"id\":1,\"route\":\"echo\",\"more\":true}");
      assertThat(peer.hear().header().toString()).contains("\"more\":true").contains("\"ok\"");
      peer.say("{\"type\":\"data\",\"id\":1}", new byte[] {gbk[0], gbk[1], gbk[2]});
      assertThat(peer.hear().text()).isEqualTo("你");
      peer.say("{\"type\":\"data\",\"id\":1}", new byte[] {gbk[3], gbk[4]});
      assertThat(peer.hear().text()).isEqualTo("好A");
      peer.say("{\"type\":\"end\",\"id\":1,\"status\":\"ok\"}");
      assertThat(peer.hear().text()).isEqualTo("!");
      Said end = peer.hear();
      assertThat(end.type()).isEqualTo("end");
      assertThat(end.header().text("status")).isEqualTo("ok");

      peer.say("{\"type\":\"request\",\"id\":3,\"route\":\"echo\"}", gbk);
      Said reply = peer.hear();
      assertThat(reply.text()).isEqualTo("你好A!");
      assertThat(reply.header().has("more")).isFalse();
    }
  }

  @Test
  void aBodyOfAnyLengthTakesConstantMemory() throws IOException {
    try (Program server = serve();
        MessageClient client = MessageClient.connect("127.0.0.1", server.port())) {
      long length = (long) LARGE_MIB * MIB;
      CRC32 sent = new CRC32();
      CRC32 received = new CRC32();
      long[] count = {0};
      ReceivedReply reply =
          client.request("echo", Body.stream(random(LARGE_MIB, sent), length)).join();
      reply
          .body()
          .forEachPart(
              (label, bytes) -> {
                received.update(bytes);
                count[0] += bytes.length;
              });
      assertThat(count[0]).isEqualTo(length);
      assertThat(received.getValue()).isEqualTo(sent.getValue());
      assertThat(client.call("echo", Body.of("still here")).text()).isEqualTo("still here");
    }
  }

  /** A mebibyte over and over. */
  private static InputStream random(int mebibytes, CRC32 crc) {
    byte[] one = new byte[MIB];
    new Random(mebibytes).nextBytes(one);
    return new InputStream() {
      private long left = (long) mebibytes * MIB;

      @Override
      public int read() {
        throw new UnsupportedOperationException();
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        if (left == 0) {
          return -1;
        }
        int count = (int) Math.min(Math.min(length, left), MIB);
        System.arraycopy(one, 0, target, offset, count);
        crc.update(one, 0, count);
        left -= count;
        return count;
      }
    };
  }

  @Test
  void aTextThatIsNotAnsweredIsAFailure() throws IOException {
    try (Program server = Program.cleave("chat", "serve", "--port", "0");
        Program client =
            Program.cleave(
                "echo", "send", "127.0.0.1:" + server.port(), "--framing", "native", "hi")) {
      Program.Result result = client.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out().getBytes(UTF_8)).isEmpty();
      assertThat(result.err()).hasLineCount(1).startsWith("cleave: ").contains("echo");
    }
  }
}
