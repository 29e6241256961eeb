package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.endpoint.MessageClient;
import io.cleave.endpoint.MessageServer;
import io.cleave.examples.running.Program.Result;
import io.cleave.exchange.Event;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedEvent;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Request;
import io.cleave.exchange.Status;
import io.cleave.header.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The native protocol against a peer that is not ours, {@code cleave_peer.py}, both ways. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NativePythonIT {
  private static final int LARGE = 3 << 20;

  private final byte[] content = new byte[LARGE];
  private final Path directory;
  private final Path large;
  private final AtomicInteger cancelled = new AtomicInteger();
  private final MessageServer ours;
  private final Program theirs;
  private final Program selfTest;

  NativePythonIT(@TempDir Path directory) throws IOException {
    this.directory = directory;
    new Random(1).nextBytes(content);
    large = Files.write(directory.resolve("large.bin"), content);
    ours =
        MessageServer.builder()
            .route("echo", NativePythonIT::echo)
            .route("upper", request -> Reply.text(request.text().toUpperCase(Locale.ROOT)))
            .route("large", request -> Reply.of(Body.file(large)))
            .route("labels", request -> labels())
            .route("tell", NativePythonIT::tell)
            .route("refuse", request -> Reply.error(Status.CONFLICT, "no, 你好"))
            .route("wait", this::waitForCancel)
            .bind(0);
    theirs = python("serve", "--port", "0", "--root", directory.toString(), "--allow-any-shell");
    selfTest = Program.python("test_cleave_peer.py");
  }

  @AfterAll
  void stop() {
    ours.close();
    theirs.close();
    selfTest.close();
  }

  private static Reply echo(ReceivedRequest request) {
    InputStream stream = request.body().stream();
    return Reply.writing(
            out -> {
              stream.transferTo(out.stream());
              out.trailers(Header.of("that", "was it"));
            })
        .withMeta(Header.of("from", "Java"));
  }

  private static Reply labels() {
    return Reply.writing(
        out -> {
          out.write(Header.of("stream", "stdout"), "out".getBytes(UTF_8));
          out.write(Header.of("stream", "stderr"), "err".getBytes(UTF_8));
          out.trailers(Header.of("exit", 3));
        });
  }

  private static Reply tell(ReceivedRequest request) {
    for (int i = 0; i < 2; i++) {
      Event event = Event.to("told").withMeta(Header.of("n", i)).withText("你好 " + i);
      request.connection().send(event).join();
    }
    return Reply.ok();
  }

  private Reply waitForCancel(ReceivedRequest request) throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    request.onCancel(
        () -> {
          cancelled.incrementAndGet();
          over.countDown();
        });
    over.await();
    return Reply.ok();
  }

  private static Program python(String... args) {
    return Program.python("cleave_peer.py", args);
  }

  private Program call(String route, String... args) {
    List<String> all = new ArrayList<>(List.of("call", "127.0.0.1:" + ours.port(), route));
    all.addAll(Arrays.asList(args));
    return python(all.toArray(String[]::new));
  }

  @Test
  void pythonEchoesALargeBodyThroughJava() throws IOException {
    Path copy = directory.resolve("echoed.bin");
    try (Program client = call("echo", "--body-file", large.toString(), "-o", copy.toString())) {
      Result result = client.await();
      assertThat(result.err())
          .isEqualTo(
              """
              {"reply": {"status": "ok", "meta": {"from": "Java"}}}
              {"end": {"status": "ok", "meta": {"that": "was it"}}}
              """);
      assertThat(result.exitCode()).isZero();
    }
    assertThat(Files.mismatch(large, copy)).isEqualTo(-1);
  }

  @Test
  void pythonAsksJava() {
    try (Program client = call("upper", "--body", "hello, é")) {
      assertThat(client.successful()).isEqualTo("HELLO, É");
    }
    try (Program client = call("labels")) {
      Result result = client.await();
      assertThat(result.out()).isEqualTo("outerr");
      assertThat(result.err())
          .contains("{\"data\": {\"stream\": \"stdout\"}, \"bytes\": 3}")
          .contains("{\"data\": {\"stream\": \"stderr\"}, \"bytes\": 3}")
          .contains("{\"end\": {\"status\": \"ok\", \"meta\": {\"exit\": 3}}}");
    }
  }

  @Test
  void pythonIsToldByStatus() {
    try (Program refused = call("refuse");
        Program unknown = call("nowhere")) {
      Result result = refused.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).contains("\"conflict\"").contains("\"no, 你好\"");
      assertThat(unknown.await().err()).contains("\"not_found\"");
    }
  }

  @Test
  void pythonHearsEvents() {
    try (Program client = call("tell", "--events", "2")) {
      Result result = client.await();
      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.err().lines().skip(1))
          .containsExactly(
              "{\"event\": {\"route\": \"told\", \"meta\": {\"n\": 0}, \"body\": \"你好 0\"}}",
              "{\"event\": {\"route\": \"told\", \"meta\": {\"n\": 1}, \"body\": \"你好 1\"}}");
    }
  }

  @Test
  void pythonMayGiveUpOnJava() {
    int before = cancelled.get();
    try (Program client = call("wait", "--deadline-ms", "100")) {
      Result result = client.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).contains("\"deadline_exceeded\"");
    }
    await().until(() -> cancelled.get() == before + 1);
  }

  @Test
  void leastPeerReadsALargeReply() {
    String port = String.valueOf(ours.port());
    try (Program large = Program.python("least_peer.py", "127.0.0.1", port, "large", "{}");
        Program upper = Program.python("least_peer.py", "127.0.0.1", port, "upper");
        Program refused = Program.python("least_peer.py", "127.0.0.1", port, "refuse")) {
      assertThat(upper.type("hello").successful()).isEqualTo("HELLO");
      assertThat(refused.type("").await().err()).contains("conflict: no, ");
      large.type("");
      assertThat(large.successful()).isEqualTo(new String(content, UTF_8));
    }
  }

  @Test
  void javaEchoesALargeBodyThroughPython() throws IOException {
    try (MessageClient client = connect()) {
      ReceivedReply reply = client.call("echo", Body.file(large));
      Path copy = directory.resolve("back.bin");
      reply.body().writeTo(copy);
      assertThat(Files.mismatch(large, copy)).isEqualTo(-1);
      assertThat(client.call("echo", Body.of("short")).text()).isEqualTo("short");
    }
  }

  private MessageClient connect() {
    return MessageClient.connect("127.0.0.1", theirs.port());
  }

  @Test
  void javaGetsAFileAndItsDigest() throws IOException {
    try (MessageClient client = connect()) {
      Header meta = Header.of("name", "large.bin", "offset", LARGE - 5);
      ReceivedReply reply = client.call(Request.to("file.get").withMeta(meta));
      assertThat(reply.meta().longValue("size")).isEqualTo(LARGE);
      assertThat(reply.bytes()).isEqualTo(Arrays.copyOfRange(content, LARGE - 5, LARGE));
      assertThat(reply.body().trailers().text("sha256")).hasSize(64);
    }
  }

  @Test
  void javaIsToldByStatus() {
    try (MessageClient client = connect()) {
      assertThat(status(client, Request.to("nowhere"))).isEqualTo(Status.NOT_FOUND);
      Request upwards = Request.to("file.get").withMeta(Header.of("name", "../x"));
      assertThat(status(client, upwards)).isEqualTo(Status.BAD_REQUEST);
      Request none = Request.to("file.get").withMeta(Header.of("name", "none"));
      assertThat(status(client, none)).isEqualTo(Status.NOT_FOUND);
      Request put =
          Request.to("file.put")
              .withMeta(Header.of("name", "x", "size", LARGE, "sha256", "0".repeat(64)))
              .withBody(Body.file(large));
      assertThat(status(client, put)).isEqualTo(Status.FORBIDDEN);
      assertThat(client.call("echo", Body.of("alive")).text()).isEqualTo("alive");
    }
  }

  private static Status status(MessageClient client, Request request) {
    return catchThrowableOfType(ExchangeException.class, () -> client.call(request).bytes())
        .status();
  }

  @Test
  void javaRunsACommand() throws IOException {
    try (MessageClient client = connect()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      ReceivedReply reply = client.call(exec("echo out; echo err >&2; exit 3"));
      reply
          .body()
          .forEachPart(
              (label, bytes) ->
                  (label.text("stream").equals("stdout") ? out : err).writeBytes(bytes));
      assertThat(out.toString(UTF_8)).isEqualTo("out\n");
      assertThat(err.toString(UTF_8)).isEqualTo("err\n");
      assertThat(reply.body().trailers()).isEqualTo(Header.of("exit", 3));
    }
  }

  private static Request exec(String command) {
    return Request.to("exec").withMeta(Header.of("command", command));
  }

  @Test
  void javaMayGiveUpOnPython() {
    Marked late = Marked.next();
    Marked unwanted = Marked.next();
    try (MessageClient client = connect()) {
      Request inTime = exec(late.sleep()).withDeadline(Duration.ofMillis(300));
      assertThat(status(client, inTime)).isEqualTo(Status.DEADLINE_EXCEEDED);
      await().until(() -> !late.isRunning());
      ReceivedReply reply = client.call(exec(unwanted.sleep()));
      await().until(unwanted::isRunning);
      reply.body().discard();
      await().until(() -> !unwanted.isRunning());
      assertThat(client.call("echo", Body.of("alive")).text()).isEqualTo("alive");
    }
  }

  @Test
  void javaHearsEvents() throws InterruptedException {
    LinkedBlockingQueue<ReceivedEvent> heard = new LinkedBlockingQueue<>();
    try (MessageClient client =
        MessageClient.builder()
            .onEvent("chat.joined", heard::add)
            .onEvent("chat.said", heard::add)
            .connect("127.0.0.1", theirs.port())) {
      client.call(join("Java"));
      try (MessageClient other = connect()) {
        other.call(join("another"));
        other.call(Request.to("chat.say").withMeta(Header.of("room", "r")).withBody(Body.of("你好")));
      }
      for (String route : List.of("chat.joined", "chat.said")) {
        ReceivedEvent event = heard.poll(5, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        assertThat(event.route()).isEqualTo(route);
        assertThat(event.meta()).isEqualTo(Header.of("room", "r", "name", "another"));
        assertThat(event.text()).isEqualTo(route.equals("chat.said") ? "你好" : "");
      }
    }
  }

  private static Request join(String name) {
    return Request.to("chat.join").withMeta(Header.of("room", "r", "name", name));
  }

  @Test
  void pythonFinishesWhatIsOpenWhenItIsStopped() {
    try (Program server = python("serve", "--port", "0", "--allow-any-shell");
        MessageClient client = MessageClient.connect("127.0.0.1", server.port())) {
      ReceivedReply reply = client.call(exec("echo begun; sleep 0.3; echo done"));
      Result result = server.terminate();
      assertThat(reply.text()).isEqualTo("begun\ndone\n");
      assertThat(result.exitCode()).as(result.err()).isZero();
    }
  }

  @Test
  void javaFinishesWhatIsOpenWhenItIsStopped() {
    try (MessageServer server =
            MessageServer.builder()
                .route("slow", request -> Reply.writing(out -> sayLater(out::write)))
                .bind(0);
        Program client = python("call", "127.0.0.1:" + server.port(), "slow")) {
      client.awaitErr(line -> line.startsWith("{\"reply\""));
      assertThat(server.drain(Duration.ofSeconds(10)).isClean()).isTrue();
      assertThat(client.successful()).isEqualTo("begun, done");
    }
  }

  /** Takes bytes, and may be interrupted. */
  @FunctionalInterface
  private interface Sink {
    void write(byte[] bytes) throws InterruptedException;
  }

  private static void sayLater(Sink out) throws InterruptedException {
    out.write("begun, ".getBytes(UTF_8));
    TimeUnit.MILLISECONDS.sleep(200);
    out.write("done".getBytes(UTF_8));
  }

  @Test
  void pythonAgreesWithItself() {
    selfTest.successful();
  }
}
