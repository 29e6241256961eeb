package io.cleave.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.connection.InboundBudget;
import io.cleave.exchange.Event;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Request;
import io.cleave.exchange.Status;
import io.cleave.header.Header;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests and replies over real sockets, both sides ours. */
@Timeout(60)
final class ExchangeIT {
  private final Path directory;
  private final InboundBudget budget = InboundBudget.of(64 << 20);
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final MessageServer server =
      MessageServer.builder()
          .inboundBudget(budget)
          .route("upper", request -> Reply.text(request.text().toUpperCase(Locale.ROOT)))
          .routeAsync(
              "later",
              request -> CompletableFuture.supplyAsync(() -> Reply.text("later " + request.meta())))
          .route("echo", request -> Reply.of(Body.stream(request.body().publisher())))
          .route("labels", request -> Reply.writing(ExchangeIT::writeLabels))
          .route("null", request -> nothing())
          .route(
              "gone",
              request -> {
                throw new ExchangeException(Status.NOT_FOUND, "no such file: x");
              })
          .route("sleep", this::sleep)
          .route("ignore", request -> Reply.text("ignored"))
          .route(
              "push",
              request -> {
                request.connection().send(Event.to("pushed").withText(request.text())).join();
                return Reply.ok();
              })
          .route(
              "ask",
              request ->
                  Reply.text("you say " + request.connection().call("name", Body.of("?")).text()))
          .onEvent("note", event -> heard.add(event.text()))
          .bind(0);

  ExchangeIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void nothingIsLeftBehind() {
    server.stop(Duration.ofSeconds(5));
    await().untilAsserted(() -> assertThat(budget.reserved()).isZero());
  }

  @SuppressWarnings("NullAway") // what a handler must not do
  private static Reply nothing() {
    return null;
  }

  private static void writeLabels(io.cleave.exchange.BodyOutput out) throws Exception {
    out.write(Header.of("stream", "stdout"), "one".getBytes(UTF_8));
    out.write(Header.of("stream", "stderr"), "two".getBytes(UTF_8));
    out.trailers(Header.of("exit", 3));
  }

  private Reply sleep(io.cleave.exchange.ReceivedRequest request) throws InterruptedException {
    request.onCancel(() -> heard.add("cancelled"));
    heard.add("began");
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      heard.add("interrupted");
      throw e;
    }
    return Reply.ok();
  }

  private MessageClient connect() {
    return MessageClient.builder()
        .route("name", request -> Reply.text("client"))
        .onEvent("pushed", event -> heard.add("pushed " + event.text()))
        .connect("127.0.0.1", server.port());
  }

  private String next() throws InterruptedException {
    String next = heard.poll(10, TimeUnit.SECONDS);
    return next == null ? "nothing" : next;
  }

  @Test
  void answersRequests() {
    try (MessageClient client = connect()) {
      assertThat(client.request("upper", Body.of("hi")).join().text()).isEqualTo("HI");
      assertThat(client.call(Request.to("later").withMeta(Header.of("a", 1))).text())
          .isEqualTo("later {\"a\":1}");
      List<CompletableFuture<ReceivedReply>> many = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        many.add(client.request("upper", Body.of("m" + i)));
      }
      for (int i = 0; i < 2000; i++) {
        assertThat(many.get(i).join().text()).isEqualTo("M" + i);
      }
    }
  }

  @Test
  void echoesWhileItReads() throws Exception {
    byte[] bytes = new byte[20 << 20];
    new Random(1).nextBytes(bytes);
    Path file = Files.write(directory.resolve("big"), bytes);
    try (MessageClient client = connect()) {
      ReceivedReply reply = client.call("echo", Body.file(file));
      try (InputStream in = reply.body().stream()) {
        assertThat(in.readAllBytes()).isEqualTo(bytes);
      }
      Path copy = directory.resolve("copy");
      client.request("echo", Body.of(bytes)).thenAccept(r -> r.body().writeTo(copy)).join();
      assertThat(copy).hasBinaryContent(bytes);
    }
  }

  @Test
  void labelsPiecesAndSaysWhatStandsBehindThem() throws Exception {
    List<String> parts = new ArrayList<>();
    try (MessageClient client = connect()) {
      ReceivedReply reply = client.call("labels", Body.empty());
      reply
          .body()
          .forEachPart(
              (label, bytes) -> parts.add(label.text("stream") + " " + new String(bytes, UTF_8)));
      assertThat(parts).containsExactly("stdout one", "stderr two");
      assertThat(reply.body().trailers()).isEqualTo(Header.of("exit", 3));
    }
  }

  @Test
  void tellsWhyThereIsNoReply() {
    try (MessageClient client = connect()) {
      assertThatThrownBy(() -> client.call("gone", Body.empty()))
          .isInstanceOf(ExchangeException.class)
          .hasMessage("no such file: x")
          .hasFieldOrPropertyWithValue("status", Status.NOT_FOUND);
      assertThatThrownBy(() -> client.call("nowhere", Body.empty()))
          .hasMessage("route: \"nowhere\" is not known here");
      assertThatThrownBy(() -> client.call("null", Body.empty()))
          .hasMessage("the handler of null failed")
          .hasFieldOrPropertyWithValue("status", Status.INTERNAL);
      assertThat(client.call("upper", Body.of("alive")).text()).isEqualTo("ALIVE");
    }
  }

  @Test
  void cancelReachesTheHandler() throws InterruptedException {
    try (MessageClient client = connect()) {
      CompletableFuture<ReceivedReply> reply = client.request("sleep", Body.empty());
      assertThat(next()).isEqualTo("began");
      reply.cancel(false);
      assertThat(List.of(next(), next())).containsExactlyInAnyOrder("cancelled", "interrupted");
      assertThatThrownBy(
              () -> client.call(Request.to("sleep").withDeadline(Duration.ofMillis(100))))
          .hasFieldOrPropertyWithValue("status", Status.DEADLINE_EXCEEDED);
      assertThat(List.of(next(), next(), next()))
          .containsExactlyInAnyOrder("began", "cancelled", "interrupted");
    }
  }

  @Test
  void stopsABodyNobodyReads() {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };
    try (MessageClient client = connect()) {
      assertThat(client.call("ignore", Body.stream(endless)).text()).isEqualTo("ignored");
      await().untilTrue(closed);
    }
  }

  @Test
  void eitherSideMayAskAndTell() throws InterruptedException {
    try (MessageClient client = connect()) {
      assertThat(client.call("ask", Body.empty()).text()).isEqualTo("you say client");
      client.call("push", Body.of("news"));
      assertThat(next()).isEqualTo("pushed news");
      client.send(Event.to("note").withText("one")).join();
      client.send(Event.to("note").withText("two")).join();
      assertThat(next()).isEqualTo("one");
      assertThat(next()).isEqualTo("two");
    }
  }

  @Test
  void drainsBothWays() throws Exception {
    MessageClient client = connect();
    CompletableFuture<ReceivedReply> slow = client.request("sleep", Body.empty());
    assertThat(next()).isEqualTo("began");
    DrainReport report = server.drain(Duration.ofMillis(300));
    assertThat(report.cut()).isEqualTo(1);
    assertThatThrownBy(slow::join).hasRootCauseInstanceOf(ExchangeException.class);
    client.close();
  }
}
