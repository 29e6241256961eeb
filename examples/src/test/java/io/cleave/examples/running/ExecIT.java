package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.examples.running.Program.Result;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code exec} in the three old dialects, both roles of each against CPython. */
class ExecIT {
  private static final int LARGE = 8 << 20;
  private static final Charset GBK = Charset.forName("GBK");
  private static final Map<ExecDialect, Program> OURS = new EnumMap<>(ExecDialect.class);
  private static final Map<ExecDialect, Program> OLD = new EnumMap<>(ExecDialect.class);

  @BeforeAll
  static void serve() {
    OURS.put(ExecDialect.BARE, ExecDialect.BARE.serve("--allow-any-shell", "--time-limit", "2s"));
    OURS.put(ExecDialect.I, ExecDialect.I.serve("--allow-any-shell", "--stderr", "instead"));
    OURS.put(ExecDialect.Q, ExecDialect.Q.serve("--allow-any-shell"));
    for (ExecDialect dialect : ExecDialect.values()) {
      OLD.put(dialect, dialect.oldServer());
    }
  }

  @AfterAll
  static void stop() {
    OURS.values().forEach(Program::close);
    OLD.values().forEach(Program::close);
  }

  private static int ours(ExecDialect dialect) {
    return requireNonNull(OURS.get(dialect)).port();
  }

  private static int old(ExecDialect dialect) {
    return requireNonNull(OLD.get(dialect)).port();
  }

  @ParameterizedTest
  @EnumSource
  void oldClientIsAnsweredByOurServer(ExecDialect dialect) {
    try (Program client =
        dialect.oldClient(
            ours(dialect), "echo hi; echo oops >&2", "echo 你好", "printf abc", "echo; exit 3")) {
      String first = dialect == ExecDialect.I ? "oops\n" : "hi\noops\n";
      assertThat(client.successful()).isEqualTo(first + "你好\nabc\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ourClientIsAnsweredByOldServer(ExecDialect dialect) {
    try (Program client =
        dialect.run(old(dialect), "echo", "'two  words';", "echo", "oops", ">&2")) {
      String expected = dialect == ExecDialect.I ? "oops\n" : "two  words\noops\n";
      assertThat(client.successful()).isEqualTo(expected);
    }
    try (Program client = dialect.run(old(dialect))) {
      client.type("echo 你好\n\n  \nprintf abc\r\necho last");
      assertThat(client.successful()).isEqualTo("你好\nabclast\n");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"I", "Q"})
  void emptyAnswersAreAnswersWhereTheyHaveALength(ExecDialect dialect) {
    try (Program client = dialect.oldClient(ours(dialect), "true", "echo a", "exit 1", "echo b")) {
      assertThat(client.successful()).isEqualTo("a\nb\n");
    }
    try (Program client = dialect.run(old(dialect))) {
      assertThat(client.type("true\necho a\nexit 1\necho b\n").successful()).isEqualTo("a\nb\n");
    }
  }

  @Test
  void anEmptyBareAnswerIsNoAnswer() {
    try (Program client =
        ExecDialect.BARE.run(ours(ExecDialect.BARE), "--timeout", "500ms", "true")) {
      Result result = client.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).hasLineCount(1).contains("no answer within 500 ms");
    }
  }

  @Test
  void errorsComeBehindTheOutputOrInItsPlace() {
    String[] commands = {"echo out; echo err >&2", "echo out", "echo err >&2", "true"};
    try (Program client = ExecDialect.Q.oldClient(ours(ExecDialect.Q), commands)) {
      assertThat(client.successful()).isEqualTo("out\nerr\nout\nerr\n");
    }
    try (Program server = ExecDialect.Q.serve("--allow-any-shell", "--stderr", "instead");
        Program client = ExecDialect.Q.oldClient(server.port(), commands)) {
      assertThat(client.successful()).isEqualTo("err\nout\nerr\n");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"I", "Q"})
  void largeOutputIsTheSameByteForByte(ExecDialect dialect, @TempDir Path directory)
      throws IOException {
    byte[] random = new byte[LARGE / 4 * 3];
    new Random(1688).nextBytes(random);
    String text = Base64.getEncoder().encodeToString(random);
    assertThat(text).hasSize(LARGE);
    String command = "cat " + Files.writeString(directory.resolve("large"), text);
    try (Program client = dialect.oldClient(ours(dialect), command, "echo behind")) {
      assertThat(client.successful().equals(text + "behind\n")).isTrue();
    }
    try (Program client = dialect.run(old(dialect))) {
      client.type(command + "\necho behind\n");
      assertThat(client.successful().equals(text + "behind\n")).isTrue();
    }
  }

  @Test
  void commandsThatStickTogetherAreAnsweredInOrder() throws IOException {
    byte[] requests = frames("sleep .3; echo a", "echo b", "", "printf c");
    byte[] answers = frames("a\n", "b\n", "", "c");
    try (Socket socket = Wire.connect(ours(ExecDialect.Q))) {
      socket.getOutputStream().write(requests);
      assertThat(socket.getInputStream().readNBytes(answers.length)).isEqualTo(answers);
    }
  }

  /** Each with its length in front, as struct.pack("<q", n) writes it. */
  private static byte[] frames(String... payloads) {
    ByteBuffer frames = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    for (String payload : payloads) {
      frames.putLong(payload.length()).put(payload.getBytes(US_ASCII));
    }
    return Arrays.copyOf(frames.array(), frames.position());
  }

  @ParameterizedTest
  @EnumSource
  void anOldWindowsIsReadAndWrittenInItsCharset(ExecDialect dialect) {
    try (Program server = dialect.oldServer("--charset", "gbk");
        Program client = dialect.run(server.port(), "--charset", "GBK")) {
      client.type("echo 你好，世界\necho 乤 >&2\nprintf 明\n");
      assertThat(client.successful()).isEqualTo("你好，世界\n乤\n明");
    }
  }

  @Test
  void theCommandItselfGoesInThatCharset() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program client =
            ExecDialect.Q.run(server.getLocalPort(), "--charset", "GBK", "type", "你好.txt")) {
      try (Socket socket = server.accept()) {
        byte[] command = "type 你好.txt".getBytes(GBK);
        InputStream in = socket.getInputStream();
        assertThat(in.readNBytes(8)).isEqualTo(Wire.hex("0d00000000000000"));
        assertThat(in.readNBytes(13)).isEqualTo(command);
        socket.getOutputStream().write(Wire.hex("0400000000000000 c4e3 bac3"));
      }
      assertThat(client.successful()).isEqualTo("你好");
    }
  }

  @Test
  void aCommandThatTheCharsetCannotWriteIsNotSent() {
    try (Program client = ExecDialect.Q.run(old(ExecDialect.Q), "--charset", "GBK", "echo", "😀")) {
      assertThat(client.await())
          .isEqualTo(new Result(1, "", "cleave: the text cannot be written in GBK\n"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"quit", "q"})
  void aPipeIsReadUntilItSaysQuit(String word) {
    try (Program client = ExecDialect.Q.run(ours(ExecDialect.Q))) {
      Result result = client.type("echo a\n" + word + "\necho never\n").await();
      assertThat(result).isEqualTo(new Result(0, "a\n", ""));
    }
  }

  @Test
  void aPersonWhoThinksIsNotCutOff() throws IOException {
    try (Socket socket = Wire.connect(ours(ExecDialect.BARE))) {
      socket.getOutputStream().write("echo now".getBytes(US_ASCII));
      assertThat(socket.getInputStream().readNBytes(4)).asString().isEqualTo("now\n");
      socket.setSoTimeout(3_000); // longer than its commands may take
      assertThatThrownBy(socket.getInputStream()::read).isInstanceOf(SocketTimeoutException.class);
      socket.getOutputStream().write("echo then".getBytes(US_ASCII));
      assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("then\n");
    }
  }

  @Test
  void aServerThatClosesInsteadOfAnsweringIsAFailure() throws IOException {
    for (String answer : new String[] {"", "0500000000000000 61"}) {
      try (ServerSocket server = Wire.serveOnce(Wire.hex(answer));
          Program client = ExecDialect.Q.run(server.getLocalPort(), "ls")) {
        Result result = client.await();
        assertThat(result.exitCode()).as(answer).isEqualTo(1);
        assertThat(result.err()).hasLineCount(1).contains("127.0.0.1:" + server.getLocalPort());
      }
    }
  }
}
