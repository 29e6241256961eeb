package io.cleave.endpoint;

import static io.cleave.endpoint.NativePeer.HELLO;
import static io.cleave.endpoint.NativePeer.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.connection.InboundBudget;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.testing.Hex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a peer may do on the native protocol, from a raw socket, and what it is answered. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NativeAnswersIT {
  private static final Duration TICK = Duration.ofMillis(5);
  private static final String MORE = "'type':'request','id':1,'more':true,'route':";

  private final InboundBudget budget = InboundBudget.of(16 << 20);
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final MessageServer server =
      MessageServer.builder()
          .inboundBudget(budget)
          .maxInFlight(3)
          .route("upper", request -> Reply.text(request.text().toUpperCase(java.util.Locale.ROOT)))
          .route("length", request -> Reply.text("" + request.bytes().length))
          .route("hold", this::hold)
          .route("ignore", request -> Reply.text("ignored"))
          .route("zeros", request -> Reply.of(Body.stream(new Zeros(300_000))))
          .onEvent("note", event -> heard.add("note " + event.text()))
          .grace(Duration.ZERO)
          .bind(0);

  private Reply hold(ReceivedRequest request) throws InterruptedException {
    request.onCancel(() -> heard.add("cancelled"));
    heard.add("holds");
    new CountDownLatch(1).await();
    return Reply.ok();
  }

  @AfterAll
  void nothingIsKept() {
    server.close();
    await().pollInterval(TICK).untilAsserted(() -> assertThat(budget.reserved()).isZero());
  }

  private NativePeer greeted() {
    return NativePeer.connect(server.port()).greet();
  }

  private static String upper(long id) {
    return "'type':'request','route':'upper','id':" + id;
  }

  private static void assertWorks(NativePeer peer, long id) {
    NativePeer.Received reply = peer.send(upper(id), "ok").next("reply");
    assertThat(reply.id()).isEqualTo(id);
    assertThat(new String(reply.body(), java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("OK");
  }

  private String next() throws InterruptedException {
    String next = heard.poll(10, TimeUnit.SECONDS);
    return next == null ? "nothing" : next;
  }

  /** What is sent to a server that has replied to id 1, and is no violation. */
  record Harmless(String title, String fields, String body) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Harmless> harmless() {
    return Stream.of(
        new Harmless("unknown key", "'type':'ping','colour':{'a':[1]}", ""),
        new Harmless("unknown key in an end", "'type':'end','id':1,'status':'ok','b':1", ""),
        new Harmless("pong nobody asked for", "'type':'pong','nonce':'x'", ""),
        new Harmless("late reply", "'type':'end','id':1,'status':'odd'", ""),
        new Harmless("late data", "'type':'data','id':1", "x"),
        new Harmless("late credit", "'type':'credit','id':1,'bytes':9007199254740991", ""),
        new Harmless("late cancel", "'type':'cancel','id':1,'reason':'no'", ""),
        new Harmless("event for nobody", "'type':'event','route':'nobody'", "x"),
        new Harmless(
            "event with long route", "'type':'event','route':'" + "x".repeat(500) + "'", ""),
        new Harmless("event with empty route", "'type':'event','route':''", "x"));
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void goesOn(Harmless message) {
    try (NativePeer peer = greeted()) {
      assertWorks(peer, 1);
      peer.send(message.fields(), message.body());
      assertWorks(peer, 3);
    }
  }

  /** A request with a good id that is answered with an error. */
  record Refused(String title, String fields, String status) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Refused> refused() {
    return Stream.of(
        new Refused("no route", "'id':1", "bad_request"),
        new Refused("route 1", "'id':1,'route':1", "bad_request"),
        new Refused("empty route", "'id':1,'route':''", "not_found"),
        new Refused("unknown route", "'id':1,'route':'x','more':true", "not_found"),
        new Refused("deadline as text", "'id':1,'route':'upper','deadline_ms':'1'", "bad_request"),
        new Refused("deadline 1.5", "'id':1,'route':'upper','deadline_ms':1.5", "bad_request"),
        new Refused("deadline -1", "'id':1,'route':'upper','deadline_ms':-1", "bad_request"),
        new Refused(
            "deadline 2^53",
            "'id':1,'route':'upper','deadline_ms':9007199254740992",
            "bad_request"),
        new Refused("meta 1", "'id':1,'route':'upper','meta':1", "bad_request"),
        new Refused("meta null", "'id':1,'route':'upper','meta':null", "bad_request"),
        new Refused("no time", "'id':1,'route':'hold','deadline_ms':0", "deadline_exceeded"),
        new Refused("too long", "'id':1,'route':'hold','deadline_ms':30", "deadline_exceeded"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void answersWithStatus(Refused bad) {
    try (NativePeer peer = greeted()) {
      NativePeer.Received reply =
          peer.send("'type':'request'," + bad.fields(), "body").next("reply");
      assertThat(reply.id()).isEqualTo(1);
      assertThat(reply.status()).isEqualTo(bad.status());
      assertThat(reply.header().text("error")).isNotEmpty();
      peer.send("'type':'data','id':1", "late");
      assertWorks(peer, 3);
    }
    heard.clear();
  }

  @Test
  void takesIdsWithGapsUpToTheLast() {
    try (NativePeer peer = greeted()) {
      assertWorks(peer, 7);
      assertWorks(peer, 1_000_001);
      assertWorks(peer, 9007199254740991L);
      assertThat(peer.send(upper(1)).rest().get(0).type()).isEqualTo("goaway");
    }
  }

  @Test
  void answersPings() {
    try (NativePeer peer = greeted()) {
      String nonce = "é".repeat(64);
      peer.send("'type':'ping','nonce':'" + nonce + "'");
      assertThat(peer.next().header().text("nonce")).isEqualTo(nonce);
      peer.send("'type':'ping'");
      assertThat(peer.next().header().has("nonce")).isFalse();
    }
  }

  @Test
  void answersSixteenRequestsBehindTheHelloAtOnce() {
    try (NativePeer peer = NativePeer.connect(server.port())) {
      List<byte[]> all = new ArrayList<>(List.of(message(HELLO)));
      for (int i = 0; i < 16; i++) {
        all.add(message("'type':'request','route':'length','id':" + (2 * i + 1), new byte[4096]));
      }
      peer.raw().send(Hex.join(all.toArray(byte[][]::new)));
      assertThat(peer.next().type()).isEqualTo("hello");
      for (int i = 0; i < 16; i++) {
        assertThat(peer.next("reply").status()).isIn("ok", "busy");
      }
    }
  }

  @Test
  void isBusyAboveWhatItTakesUntilOneIsOver() throws InterruptedException {
    try (NativePeer peer = greeted()) {
      for (int id = 1; id <= 5; id += 2) {
        peer.send("'type':'request','route':'hold','id':" + id);
        assertThat(next()).isEqualTo("holds");
      }
      NativePeer.Received busy = peer.send(upper(7), "x").next("reply");
      assertThat(busy.id()).isEqualTo(7);
      assertThat(busy.status()).isEqualTo("busy");
      peer.send("'type':'cancel','id':3");
      assertThat(next()).isEqualTo("cancelled");
      assertWorks(peer, 9);
    }
    assertThat(List.of(next(), next())).containsOnly("cancelled");
  }

  @Test
  void sendsNothingMoreBehindTheCancelOfTheAsker() {
    try (NativePeer peer = greeted()) {
      peer.send("'type':'request','route':'zeros','id':1");
      assertThat(peer.next("reply").header().flag("more", false)).isTrue();
      peer.send("'type':'cancel','id':1").send("'type':'ping'");
      peer.next("pong"); // what was on its way before
      peer.send("'type':'credit','id':1,'bytes':100000000");
      peer.send("'type':'ping','nonce':'2'");
      assertThat(peer.next().type()).isEqualTo("pong");
      assertWorks(peer, 3);
    }
  }

  @Test
  void wantsNoMoreOfBodyNobodyReads() {
    try (NativePeer peer = greeted()) {
      peer.send(MORE + "'ignore'", "first");
      List<String> types = List.of(peer.next().type(), peer.next().type(), peer.next().type());
      assertThat(types).containsExactlyInAnyOrder("credit", "cancel", "reply");
      peer.send("'type':'data','id':1", "on its way");
      peer.send("'type':'end','id':1,'status':'ok'");
      assertWorks(peer, 3);
    }
  }

  @Test
  void failsBodyWithOtherCrc() {
    try (NativePeer peer = greeted()) {
      peer.send(MORE + "'length'", "some");
      peer.send("'type':'end','id':1,'status':'ok','crc32':1");
      NativePeer.Received reply = peer.next("reply");
      assertThat(reply.status()).isEqualTo("internal");
      assertThat(reply.header().text("error")).contains("crc32: 1 (expected: ");
      assertWorks(peer, 3);
    }
  }

  @Test
  void sendsNoMoreThanGranted() {
    try (NativePeer peer = NativePeer.connect(server.port())) {
      peer.send(HELLO + ",'credit':65536").next();
      peer.send("'type':'request','route':'zeros','id':1");
      NativePeer.Received reply = peer.next("reply");
      int got = reply.body().length;
      while (got < 65_536) {
        got += peer.next("data").body().length;
      }
      assertThat(got).isEqualTo(65_536);
      peer.send("'type':'ping'");
      assertThat(peer.next().type()).isEqualTo("pong");
      peer.send("'type':'credit','id':1,'bytes':1");
      assertThat(peer.next().body()).hasSize(1);
      peer.send("'type':'credit','id':1,'bytes':300000");
      for (NativePeer.Received next = peer.next(); next.type().equals("data"); next = peer.next()) {
        got += next.body().length;
      }
      assertThat(got).isEqualTo(299_999);
    }
  }

  @Test
  void drainsWithPeerThatGoesAway() throws InterruptedException {
    try (NativePeer peer = greeted()) {
      peer.send("'type':'request','route':'hold','id':1");
      assertThat(next()).isEqualTo("holds");
      peer.send("'type':'goaway','status':'ok','last_id':0");
      peer.send("'type':'cancel','id':1");
      assertThat(peer.rest()).isEmpty();
      assertThat(next()).isEqualTo("cancelled");
    }
  }

  @Test
  void givesBackTheRoomOfAnEventThatIsCut() {
    try (NativePeer peer = greeted()) {
      byte[] event = message("'type':'event','route':'note'", new byte[200_000]);
      peer.raw().send(java.util.Arrays.copyOf(event, 100_000));
      await().pollInterval(TICK).until(() -> budget.reserved() >= 200_000);
      peer.raw().reset();
      await().pollInterval(TICK).until(() -> budget.reserved() == 0);
    }
  }
}
