package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
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
import io.cleave.testing.FaultLine;
import io.netty.handler.codec.CorruptedFrameException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Row R11: whatever is registered with a server of the native protocol may misbehave. */
@Timeout(60)
final class BadRoutesIT {
  private static final Duration TICK = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Set<String> QUIET =
      Set.of("null", "interrupts itself", "fields too long", "fields too deep");
  private static final List<String> ROUTES = List.of("route", "async", "stage", "stream", "pushed");

  /** Returns something, or does not. */
  interface Misbehaviour {
    Reply act();
  }

  /** A misbehaviour, what its asker is told, and whether that is the end of the connection. */
  record Case(String title, Misbehaviour handler, Status status, boolean isEnd) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        thrower("runtime exception", new IllegalArgumentException("no")),
        thrower("no message", new NullPointerException()),
        thrower("checked, thrown sneakily", new IOException("no")),
        thrower("interrupted for no reason", new InterruptedException("no")),
        thrower("blames the peer", new CorruptedFrameException("no such command")),
        new Case(
            "says why",
            () -> sneak(new ExchangeException(Status.CONFLICT, "it is another")),
            Status.CONFLICT,
            false),
        error("assertion", new AssertionError("no")),
        error("no memory", new OutOfMemoryError("no")),
        error("linkage", new NoClassDefFoundError("no")),
        new Case("endless recursion", BadRoutesIT::recurse, Status.INTERNAL, true),
        new Case("null", BadRoutesIT::none, Status.INTERNAL, false),
        new Case("fields too long", BadRoutesIT::tooLong, Status.INTERNAL, false),
        new Case("fields too deep", BadRoutesIT::tooDeep, Status.INTERNAL, false),
        new Case("interrupts itself", BadRoutesIT::interrupted, Status.OK, false));
  }

  private static Case thrower(String title, Throwable failure) {
    return new Case(title, () -> sneak(failure), Status.INTERNAL, false);
  }

  private static Case error(String title, Throwable failure) {
    return new Case(title, () -> sneak(failure), Status.INTERNAL, true);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> Reply sneak(Throwable failure) throws T {
    throw (T) failure;
  }

  @SuppressWarnings("InfiniteRecursion") // that is the point
  private static Reply recurse() {
    Reply deeper = recurse();
    return deeper.status() == Status.OK ? deeper : Reply.ok();
  }

  @SuppressWarnings("NullAway")
  private static Reply none() {
    return null;
  }

  private static Reply tooLong() {
    return Reply.ok()
        .withMeta(
            Header.of(
                "a",
                List.of("x".repeat(8000), "x".repeat(8000)),
                "b",
                List.copyOf(java.util.Collections.nCopies(9, "x".repeat(8000)))));
  }

  private static Reply tooDeep() {
    Header deep = Header.of("a", 1);
    for (int i = 0; i < 15; i++) {
      deep = Header.of("a", deep);
    }
    return Reply.ok().withMeta(deep);
  }

  private static Reply interrupted() {
    Thread.currentThread().interrupt();
    return Reply.ok();
  }

  private static MessageServer.Builder server(Misbehaviour bad) {
    return MessageServer.builder()
        .route("echo", request -> Reply.bytes(request.bytes()))
        .route("route", request -> bad.act())
        .routeAsync("async", request -> CompletableFuture.completedFuture(bad.act()))
        .routeAsync("stage", request -> CompletableFuture.supplyAsync(bad::act))
        .route("stream", request -> streamed(bad))
        .routeAsync("pushed", request -> CompletableFuture.supplyAsync(() -> streamed(bad)))
        .onEvent("event", event -> bad.act());
  }

  private static Reply streamed(Misbehaviour bad) {
    return Reply.writing(
        out -> {
          out.write("some".getBytes(java.nio.charset.StandardCharsets.UTF_8));
          Header meta = Header.of("kept", bad.act() != null);
          out.trailers(meta);
        });
  }

  private static MessageClient connect(MessageServer server, InboundBudget budget) {
    return MessageClient.builder().inboundBudget(budget).connect("127.0.0.1", server.port());
  }

  /** The outcome of a request, its body read to the end. */
  private static Status outcome(CompletableFuture<ReceivedReply> asked) {
    try {
      asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).text();
      return Status.OK;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ExchangeException known) {
        return known.status();
      }
      throw new AssertionError("another failure", e);
    } catch (ExchangeException e) {
      return e.status();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no outcome", e);
    }
  }

  private static boolean isEcho(MessageClient client) {
    return outcome(client.request("echo", Body.of("?"))) == Status.OK;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void spoilsNoMoreThanItsRequestOrItsConnection(Case bad) {
    InboundBudget budget = InboundBudget.of(16 << 20);
    try (LogTap log = LogTap.on(MessageServer.class);
        LogTap clients = LogTap.on(MessageClient.class);
        MessageServer server = server(bad.handler()).inboundBudget(budget).bind(0);
        MessageClient other = connect(server, budget)) {
      for (String route : ROUTES) {
        try (MessageClient client = connect(server, budget)) {
          assertThat(isEcho(client)).isTrue();
          Status status = outcome(client.request(route, Body.of("x".repeat(20_000))));
          assertThat(status).as(route).isIn(expected(bad, route));
          assertConnection(client, bad);
        }
      }
      try (MessageClient client = connect(server, budget)) {
        client.send(Event.to("event")).join();
        assertConnection(client, bad);
      }
      assertThat(isEcho(other)).isTrue();
      assertThat(log.lines()).allMatch(line -> line.startsWith("ERROR") || line.contains("more"));
      assertThat(clients.traces()).isZero();
      await().pollInterval(TICK).untilAsserted(() -> assertThat(budget.reserved()).isZero());
      FaultLine.print(
          "R11",
          "%s in %s kinds of handler: %s",
          bad.title(),
          ROUTES.size() + 1,
          bad.isEnd() ? "the connection ended, others lived" : "answered, the connection lived");
    }
  }

  private static List<Status> expected(Case bad, String route) {
    List<Status> expected = new ArrayList<>(List.of(bad.status()));
    boolean streamed = route.equals("stream") || route.equals("pushed");
    if (streamed && !bad.isEnd()) {
      expected.add(Status.OK); // what is wrong with a reply is not wrong with what it is used for
    }
    if (bad.isEnd()) {
      expected.add(Status.UNAVAILABLE); // the end of the connection may come first
    }
    return expected;
  }

  private static void assertConnection(MessageClient client, Case bad) {
    if (bad.isEnd()) {
      await().pollInterval(TICK).atMost(PATIENCE).until(() -> !client.connection().isOpen());
    } else {
      assertThat(isEcho(client)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isHeardOfWhenItIsToldOfConnections(Case bad) {
    try (LogTap log = LogTap.on(MessageServer.class);
        MessageServer server =
            server(bad.handler())
                .onConnect(connection -> bad.handler().act())
                .onClose(connection -> bad.handler().act())
                .bind(0)) {
      try (MessageClient client = connect(server, InboundBudget.of(1 << 20))) {
        assertThat(isEcho(client)).isTrue();
      }
      await().pollInterval(TICK).until(() -> server.openConnections() == 0);
      int lines = QUIET.contains(bad.title()) ? 0 : 2;
      await().pollInterval(TICK).untilAsserted(() -> assertThat(log.lines()).hasSize(lines));
    }
  }

  @Test
  void endsBodyWhoseFieldsBehindItAreNone() {
    CompletableFuture<Header> none = CompletableFuture.completedFuture(null);
    try (LogTap log = LogTap.on(MessageServer.class);
        MessageServer server =
            server(Reply::ok)
                .route("none", request -> Reply.text("x").withTrailers(none))
                .route(
                    "failed",
                    request ->
                        Reply.text("x")
                            .withTrailers(
                                CompletableFuture.failedFuture(
                                    new ExchangeException(Status.CONFLICT, "no"))))
                .bind(0);
        MessageClient client = connect(server, InboundBudget.of(1 << 20))) {
      assertThat(outcome(client.request("none", Body.empty()))).isEqualTo(Status.INTERNAL);
      assertThat(outcome(client.request("failed", Body.empty()))).isEqualTo(Status.CONFLICT);
      assertThat(isEcho(client)).isTrue();
      assertThat(log.lines()).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void mayFailWhenItIsToldOfCancel() {
    try (LogTap log = LogTap.on(MessageServer.class);
        MessageServer server =
            server(Reply::ok)
                .routeAsync(
                    "never",
                    request -> {
                      request.onCancel(
                          () -> {
                            throw new IllegalStateException("told");
                          });
                      return new CompletableFuture<>();
                    })
                .bind(0);
        MessageClient client = connect(server, InboundBudget.of(1 << 20))) {
      Request request = Request.to("never").withDeadline(Duration.ofMillis(30));
      assertThat(outcome(client.request(request))).isEqualTo(Status.DEADLINE_EXCEEDED);
      await().pollInterval(TICK).untilAsserted(() -> assertThat(log.lines()).hasSize(1));
      assertThat(isEcho(client)).isTrue();
    }
  }
}
