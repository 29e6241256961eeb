package io.cleave.endpoint;

import static io.cleave.endpoint.NativePeer.HELLO;
import static io.cleave.endpoint.NativePeer.message;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.connection.InboundBudget;
import io.cleave.exchange.Connection;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Request;
import io.cleave.exchange.Status;
import io.cleave.header.Header;
import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The asking side of the native protocol against a raw server. */
@Timeout(60)
final class NativeClientIT {
  private static final Duration TICK = Duration.ofMillis(5);
  private static final String OK = ",'status':'ok'";
  private static final String BEGINS = "'type':'reply','id':1,'status':'ok','more':true";

  private final RawPeer.Door door = RawPeer.listen();
  private final MessageClient client = MessageClient.connect("127.0.0.1", door.port());
  private final NativePeer server = new NativePeer(door.accept());
  private final long before = InboundBudget.ofProcess().reserved();

  @AfterEach
  void nothingIsKept() {
    server.close();
    client.close();
    door.close();
    await().pollInterval(TICK).until(() -> InboundBudget.ofProcess().reserved() <= before);
  }

  private void greet() {
    assertThat(server.next().type()).isEqualTo("hello");
    server.send(HELLO);
  }

  private CompletableFuture<ReceivedReply> ask() {
    CompletableFuture<ReceivedReply> asked = client.request("x", Body.of("?"));
    server.next("request");
    return asked;
  }

  private static ExchangeException failure(CompletableFuture<?> asked) {
    try {
      asked.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return (ExchangeException) requireNonNull(e.getCause());
    } catch (Exception e) {
      throw new AssertionError("no outcome", e);
    }
    throw new AssertionError("an outcome that is none");
  }

  @Test
  void keepsToTheLeastUntilTheHelloHasCome() {
    for (int i = 0; i < 40; i++) {
      client.request("x", Body.of("?"));
    }
    assertThat(server.next().type()).isEqualTo("hello");
    for (long id = 1; id <= 31; id += 2) {
      assertThat(server.next().id()).isEqualTo(id);
    }
    server.send(HELLO + ",'max_in_flight':20").send("'type':'ping'");
    for (long id = 33; id <= 39; id += 2) {
      assertThat(server.next("request").id()).isEqualTo(id);
    }
    assertThat(server.next().type()).isEqualTo("pong");
    server.send("'type':'reply','id':7,'status':'not_found'");
    assertThat(server.next().id()).isEqualTo(41);
  }

  @Test
  void keepsLongHeadersAndBodiesUntilTheHelloHasCome() {
    client.request("body", Body.of(new byte[200_000]));
    client.request(Request.to("meta").withMeta(Header.of("a", "x".repeat(8100))));
    assertThat(server.next().type()).isEqualTo("hello");
    int got = server.next().body().length;
    while (got < 65_536) {
      got += server.next().body().length;
    }
    assertThat(got).isEqualTo(65_536);
    server.send(HELLO + ",'credit':65536").send("'type':'ping'");
    assertThat(server.next("request").header().text("route")).isEqualTo("meta");
    assertThat(server.next().type()).isEqualTo("pong");
    server.send("'type':'cancel','id':1").send("'type':'credit','id':1,'bytes':65536");
    server.send("'type':'ping'");
    assertThat(server.next().type()).isEqualTo("pong");
  }

  /** What a server must not send. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Bad(String title, String sentence, byte[]... messages) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Bad> violations() {
    return Stream.of(
        new Bad("reply to nothing", "id: 3 in a reply", message("'type':'reply','id':3" + OK)),
        new Bad("even reply", "id: 2 in a reply", message("'type':'reply','id':2" + OK)),
        new Bad("data first", "data: for id 1", message("'type':'data','id':1", new byte[1])),
        new Bad("end first", "end: for id 1", message("'type':'end','id':1" + OK)),
        new Bad("no status", "status", message("'type':'reply','id':1")),
        new Bad("odd request", "id: 5 in a request", message("'type':'request','id':5")),
        new Bad("end without status", "status", message(BEGINS), message("'type':'end','id':1")),
        new Bad(
            "crc as text",
            "crc32",
            message(BEGINS),
            message("'type':'end','id':1,'crc32':''" + OK)));
  }

  @ParameterizedTest
  @MethodSource("violations")
  void refusesAndFailsWhatIsOpenOnce(Bad bad) {
    try (LogTap log = LogTap.on(MessageClient.class)) {
      greet();
      CompletableFuture<?> asked = ask();
      if (bad.messages().length > 1) {
        asked = asked.thenAcceptAsync(reply -> ((ReceivedReply) reply).text());
      }
      server.raw().trySend(Hex.join(bad.messages()));
      NativePeer.Received last = server.next("goaway");
      assertThat(last.header().text("reason")).contains(bad.sentence());
      assertThat(last.status()).isEqualTo("bad_request");
      assertThat(failure(asked).status()).isEqualTo(Status.UNAVAILABLE);
      assertThat(log.lines()).hasSize(1);
    }
  }

  @Test
  void takesAReplyThatComesBeforeItsRequestHasEnded() {
    greet();
    CompletableFuture<ReceivedReply> asked = client.request("x", Body.of(new byte[2 << 20]));
    server.next("request");
    server.next("data");
    server.send("'type':'reply','id':1" + OK, "enough");
    assertThat(asked.join().text()).isEqualTo("enough");
    NativePeer.Received end = server.next("end");
    assertThat(end.status()).isEqualTo("cancelled");
    server.send("'type':'ping'");
    assertThat(server.next().type()).isEqualTo("pong");
  }

  @Test
  void waitsOnlySoLongForAReplyToBegin() {
    greet();
    assertThatThrownBy(() -> client.call(Request.to("x"), Duration.ofMillis(50)))
        .hasMessage("no reply within 0.05 s")
        .hasFieldOrPropertyWithValue("status", Status.DEADLINE_EXCEEDED);
    server.next("request");
    assertThat(server.next().type()).isEqualTo("cancel");
    assertThat(client.timeout()).isEqualTo(Client.DEFAULT_TIMEOUT);
  }

  @Test
  void refusesMoreThanGranted() {
    greet();
    CompletableFuture<ReceivedReply> asked = ask();
    byte[] data = message("'type':'data','id':1", new byte[262_144]);
    server.raw().trySend(Hex.join(message(BEGINS), data, data, data, data, data));
    assertThat(server.next("goaway").header().text("reason"))
        .endsWith(" bytes for id 1 (expected: at most the 1048576 it has credit for)");
    assertThatThrownBy(() -> Connection.await(asked).text()) // the one or the other
        .isInstanceOf(ExchangeException.class);
  }

  /** How a connection goes away under a request, and what the asker is told. */
  record Loss(String title, Consumer<NativePeer> how, Status status, boolean mayHaveRun) {
    @Override
    public String toString() {
      return title;
    }
  }

  private static byte[] half(byte[] message) {
    return Arrays.copyOf(message, message.length / 2 + 100);
  }

  static Stream<Loss> losses() {
    byte[] reply = message("'type':'reply','id':1" + OK, new byte[100_000]);
    return Stream.of(
        new Loss("end of stream", p -> p.raw().halfClose(), Status.UNAVAILABLE, true),
        new Loss("reset", p -> p.raw().reset(), Status.UNAVAILABLE, true),
        new Loss("close", p -> p.raw().close(), Status.UNAVAILABLE, true),
        new Loss("within a reply", p -> cut(p, half(reply)), Status.UNAVAILABLE, true),
        new Loss(
            "within a header", p -> cut(p, Arrays.copyOf(reply, 20)), Status.UNAVAILABLE, true),
        new Loss("goaway busy", p -> p.send(goaway("busy", 0)), Status.BUSY, true),
        new Loss("goaway odd", p -> p.send(goaway("odd", 0)), Status.INTERNAL, true),
        new Loss("drain", p -> p.send(goaway("ok", 0)), Status.UNAVAILABLE, false));
  }

  private static void cut(NativePeer peer, byte[] part) {
    peer.raw().send(part).halfClose();
  }

  private static String goaway(String status, long last) {
    return "'type':'goaway','status':'" + status + "','last_id':" + last;
  }

  @ParameterizedTest
  @MethodSource("losses")
  void failsWhatIsOpenOnceAndWhatComesLaterWithoutRunningIt(Loss loss) {
    try (LogTap log = LogTap.on(MessageClient.class)) {
      greet();
      CompletableFuture<ReceivedReply> asked = ask();
      loss.how().accept(server);
      ExchangeException failure = failure(asked);
      assertThat(failure.status()).isEqualTo(loss.status());
      assertThat(failure.mayHaveRun()).isEqualTo(loss.mayHaveRun());
      await().pollInterval(TICK).until(() -> !client.connection().isOpen());
      assertThat(failure(client.request("x", Body.empty())).mayHaveRun()).isFalse();
      assertThat(log.traces()).isZero();
    }
  }

  @Test
  void finishesUpToTheLastIdOfADrain() {
    greet();
    List<CompletableFuture<ReceivedReply>> asked = new ArrayList<>(List.of(ask(), ask(), ask()));
    server.send(goaway("ok", 3));
    assertThat(failure(asked.get(2)).mayHaveRun()).isFalse();
    server.send("'type':'reply','id':5" + OK); // late: dropped
    server.send("'type':'reply','id':3" + OK, "b");
    assertThat(asked.get(1).join().text()).isEqualTo("b");
    assertThat(asked.get(0)).isNotDone();
    server.send("'type':'reply','id':1" + OK, "a");
    assertThat(asked.get(0).join().text()).isEqualTo("a");
    assertThat(server.rest()).isEmpty();
  }

  @Test
  void dropsLateAndDoubleReplies() {
    greet();
    CompletableFuture<ReceivedReply> first = ask();
    CompletableFuture<ReceivedReply> second =
        client.request(Request.to("x").withDeadline(Duration.ofMillis(50)));
    server.next("request");
    server.send("'type':'reply','id':1" + OK, "one").send("'type':'reply','id':1" + OK, "two");
    assertThat(first.join().text()).isEqualTo("one");
    assertThat(failure(second).status()).isEqualTo(Status.DEADLINE_EXCEEDED);
    assertThat(server.next().type()).isEqualTo("cancel");
    server.send("'type':'reply','id':3" + OK, new byte[100_000]);
    server.send("'type':'data','id':3", "x").send("'type':'end','id':3" + OK);
    CompletableFuture<ReceivedReply> third = ask();
    server.send("'type':'reply','id':5" + OK, "three");
    assertThat(third.join().text()).isEqualTo("three");
  }

  @Test
  void failsReplyWhoseDeadlinePassesWithinIt() {
    greet();
    CompletableFuture<ReceivedReply> asked =
        client.request(Request.to("x").withDeadline(Duration.ofMillis(300)));
    server.next("request");
    byte[] reply = message("'type':'reply','id':1" + OK, new byte[100_000]);
    server.raw().send(Arrays.copyOf(reply, 50_000));
    assertThat(failure(asked).status()).isEqualTo(Status.DEADLINE_EXCEEDED);
    server.raw().send(Arrays.copyOfRange(reply, 50_000, reply.length));
    CompletableFuture<ReceivedReply> next = ask();
    server.send("'type':'reply','id':3" + OK, "next");
    assertThat(next.join().text()).isEqualTo("next");
  }

  @Test
  void failsBodyWithOtherCrcAndKeepsTheConnection() {
    greet();
    CompletableFuture<ReceivedReply> asked = ask();
    server.send(BEGINS, "some").send("'type':'end','id':1,'crc32':1" + OK);
    ReceivedReply reply = asked.join();
    assertThatThrownBy(reply::text)
        .isInstanceOf(ExchangeException.class)
        .hasMessageContaining("crc32: 1 (expected: ");
    CompletableFuture<ReceivedReply> next = ask();
    server.send("'type':'reply','id':3" + OK, "next");
    assertThat(next.join().text()).isEqualTo("next");
  }

  @Test
  void readsUnknownStatusAsInternal() {
    greet();
    CompletableFuture<ReceivedReply> asked = ask();
    server.send("'type':'reply','id':1,'status':'teapot','error':'short and stout'");
    assertThat(failure(asked)).hasMessage("short and stout");
    assertThat(failure(asked).status()).isEqualTo(Status.INTERNAL);
  }

  @Test
  void isRefusedInPlaceOfTheHello() {
    CompletableFuture<ReceivedReply> asked = client.request("x", Body.of("?"));
    server.next("request");
    server.send("'type':'goaway','status':'unauthenticated','last_id':0,'reason':'token: none'");
    assertThat(failure(asked).status()).isEqualTo(Status.UNAUTHENTICATED);
    assertThat(failure(asked).mayHaveRun()).isFalse();
  }
}
