package io.cleave.endpoint;

import static io.cleave.endpoint.NativePeer.HELLO;
import static io.cleave.endpoint.NativePeer.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.connection.InboundBudget;
import io.cleave.exchange.ReceivedEvent;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.testing.FaultLine;
import io.cleave.testing.Hex;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the native protocol broken once: what the peer is told, and that it is over. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NativeViolationsIT {
  private static final Duration TICK = Duration.ofMillis(5);
  private static final String HOLD = "'type':'request','id':1,'route':'hold'";
  private static final String MORE = HOLD + ",'more':true";
  private static final String UPPER = "'type':'request','route':'upper'";

  /** What is sent, the hello included, and what is said about it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Case(String title, String status, String sentence, byte[]... messages) {
    byte[] bytes() {
      return Hex.join(messages);
    }

    @Override
    public String toString() {
      return title;
    }
  }

  private final InboundBudget budget = InboundBudget.of(256 << 10); // too little for a wide window
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger late = new AtomicInteger();
  private final MessageServer server =
      MessageServer.builder()
          .inboundBudget(budget)
          .route("hold", this::hold)
          .route("upper", request -> Reply.text(request.text()))
          .route("late", request -> Reply.text("delivery " + late.incrementAndGet()))
          .onEvent("late", event -> late.incrementAndGet())
          .onEvent("slow", this::waitFor)
          .grace(Duration.ZERO)
          .bind(0);

  private Reply hold(ReceivedRequest request) throws InterruptedException {
    released.await();
    return Reply.ok();
  }

  private void waitFor(ReceivedEvent event) {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterAll
  void nothingIsKept() {
    released.countDown();
    server.close();
    await().pollInterval(TICK).untilAsserted(() -> assertThat(budget.reserved()).isZero());
  }

  private static Case first(String title, String sentence, byte[]... messages) {
    return new Case(title, "bad_request", sentence, messages);
  }

  private static Case then(String title, String sentence, byte[]... messages) {
    return first(title, sentence, message(HELLO), Hex.join(messages));
  }

  static Stream<Case> openings() {
    return Stream.of(
        first("no hello", "type: \"ping\" (expected: \"hello\" first)", message("'type':'ping'")),
        first("no type", "type: \"\" (expected: \"hello\" first)", message("'id':1")),
        first("long hello", "4096", message(HELLO + ",'agent':'" + "x".repeat(4096) + "'")),
        first("hello with body", "body", message(HELLO, new byte[2])),
        first("no protocol", "protocol", message("'type':'hello'")),
        first("other protocol", "protocol: \"cleave/2\"", message(HELLO.replace("/1", "/2"))),
        first("small header", "max_header: 8191", message(HELLO + ",'max_header':8191")),
        first("none in flight", "max_in_flight: 0", message(HELLO + ",'max_in_flight':0")),
        first("small credit", "credit: 65535", message(HELLO + ",'credit':65535")),
        first("ping as text", "ping_ms", message(HELLO + ",'ping_ms':'1'")),
        first("token as number", "token", message(HELLO + ",'token':1")),
        first("no object", "", Hex.bytes("0200000000000000 5b5d")),
        first("negative length", "", Hex.bytes("ffffffffffffffff")),
        then("second hello", "type: a second hello (expected: one)", message(HELLO)),
        then(
            "unknown type", "type: \"pray\" (expected: one of cleave/1)", message("'type':'pray'")),
        then("no type later", "type", message("'id':1")));
  }

  static Stream<Case> ids() {
    return Stream.of(
        then("even", "id: 2 in a request (expected: odd, above 0)", message(UPPER + ",'id':2")),
        then("zero", "id: 0 (expected: 1..2^53-1)", message(UPPER + ",'id':0")),
        then("negative", "id: -1 (expected: 1..2^53-1)", message(UPPER + ",'id':-1")),
        then("2^53", "id: 9007199254740992 (", message(UPPER + ",'id':9007199254740992")),
        then("a text", "id", message(UPPER + ",'id':'1'")),
        then("a fraction", "id", message(UPPER + ",'id':1.5")),
        then("none", "id", message(UPPER)),
        then("reused", "expected: odd, above 1", message(HOLD), message(HOLD)),
        then("lower", "above 5", message(UPPER + ",'id':5"), message(UPPER + ",'id':3")),
        then("data unused", "id: 3 in a data", message(HOLD), data(3, 1)),
        then("end unused", "id: 1 in a end", message("'type':'end','id':1,'status':'ok'")),
        then("credit unused", "id: 1 in a credit", message("'type':'credit','id':1,'bytes':1")),
        then("cancel unused", "id: 1 in a cancel", message("'type':'cancel','id':1")),
        then(
            "reply to nothing", "id: 2 in a reply", message("'type':'reply','id':2,'status':'ok'")),
        then("own reply", "id: 1 in a reply", message("'type':'reply','id':1,'status':'ok'")));
  }

  private static byte[] data(int id, int length) {
    return message("'type':'data','id':" + id, new byte[length]);
  }

  static Stream<Case> bodies() {
    byte[] end = message("'type':'end','id':1,'status':'ok'");
    byte[] whole = message(MORE, new byte[60_000]);
    return Stream.of(
        then("data without more", "data: for id 1", message(HOLD), data(1, 1)),
        then("end without more", "end: for id 1", message(HOLD), end),
        then("data after end", "data: for id 1", message(MORE), end, data(1, 1)),
        then("two ends", "end: for id 1", message(MORE), end, end),
        then("empty data", "body_size: 0 in a data (", message(MORE), data(1, 0)),
        then("end without status", "status", message(MORE), message("'type':'end','id':1")),
        then("end with meta 1", "meta", message(MORE), message(text(end) + ",'meta':1")),
        then("crc as text", "crc32", message(MORE), message(text(end) + ",'crc32':'0'")),
        then("more than granted", "data: 65537 bytes for id 1 (", whole, data(1, 5537)),
        then("body above the limit", "262145", message(UPPER + ",'id':1,'body_size':262145")),
        then("body as text", "body_size", message(UPPER + ",'id':1,'body_size':'1'")),
        then("more as text", "more", message(UPPER + ",'id':1,'more':'yes'")),
        credit("credit of 0", "bytes: 0 (expected: 1..2^53-1)", "0"),
        credit("credit of -1", "bytes: -1 (", "-1"),
        credit("credit as text", "bytes", "'1'"),
        then("no credit", "bytes", message(HOLD), message("'type':'credit','id':1")));
  }

  private static String text(byte[] message) {
    return new String(message, 9, message.length - 10, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static Case credit(String title, String sentence, String bytes) {
    return then(title, sentence, message(HOLD), message("'type':'credit','id':1,'bytes':" + bytes));
  }

  static Stream<Case> others() {
    byte[] events = Hex.join(Collections.nCopies(1100, event("")).toArray(byte[][]::new));
    return Stream.of(
        then("long nonce", "nonce: 65", message("'type':'ping','nonce':'" + "n".repeat(65) + "'")),
        then("nonce 1", "nonce", message("'type':'ping','nonce':1")),
        then("event without route", "route", message("'type':'event'")),
        then("event with meta 1", "meta", event(",'meta':1")),
        then("drain without id", "last_id", message("'type':'goaway','status':'ok'")),
        then("goaway without status", "status", message("'type':'goaway','last_id':0")),
        withBody("ping"),
        withBody("pong"),
        withBody("goaway"),
        withBody("end"),
        withBody("credit"),
        withBody("cancel"),
        new Case("events", "busy", "event: 1024 wait already", message(HELLO), events));
  }

  private static byte[] event(String more) {
    return message("'type':'event','route':'slow'" + more);
  }

  private static Case withBody(String type) {
    return then(
        type + " with body",
        "body_size: 2 in a " + type + " (expected: none)",
        message(HOLD),
        message("'type':'" + type + "','id':1,'status':'ok','bytes':1", new byte[2]));
  }

  static Stream<Case> cases() {
    return Stream.of(openings(), ids(), bodies(), others()).flatMap(all -> all);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysWhatWasWrongAndLooksAtNothingBehindIt(Case bad) {
    try (LogTap log = LogTap.on(MessageServer.class);
        NativePeer peer = NativePeer.connect(server.port())) {
      byte[] behind =
          Hex.join(
              message("'type':'request','id':9007199254740991,'route':'late'"),
              message("'type':'event','route':'late'"));
      peer.raw().trySend(Hex.join(bad.bytes(), behind));

      List<NativePeer.Received> came = peer.rest();
      NativePeer.Received last = came.get(came.size() - 1);

      assertThat(last.type()).as(came.toString()).isEqualTo("goaway");
      assertThat(last.status()).isEqualTo(bad.status());
      assertThat(last.header().text("reason")).contains(bad.sentence());
      assertThat(last.header().longValue("last_id")).isNotNegative();
      assertThat(came.get(0).type().equals("hello")).isEqualTo(openedWell(bad));
      peer.raw().close();
      await().pollInterval(TICK).until(() -> server.openConnections() == 0);
      assertThat(late).hasValue(0);
      assertThat(log.lines()).hasSizeLessThanOrEqualTo(2); // one about those left out
      assertThat(log.traces()).isZero();
    }
  }

  private static boolean openedWell(Case bad) {
    return bad.messages().length > 1;
  }

  @Test
  void looksAtNobodyWithoutTheToken() {
    try (LogTap log = LogTap.on(MessageServer.class);
        MessageServer closed =
            MessageServer.builder()
                .token("open sesame")
                .route("late", request -> Reply.text("delivery " + late.incrementAndGet()))
                .bind(0)) {
      for (String token : List.of("", ",'token':'open sesam'", ",'token':'Open sesame'")) {
        try (NativePeer peer = NativePeer.connect(closed.port())) {
          peer.raw().trySend(message(HELLO + token));
          peer.raw().trySend(message("'type':'request','id':1,'route':'late'"));
          List<NativePeer.Received> came = peer.rest();
          assertThat(came).hasSize(1);
          assertThat(came.get(0).type()).isEqualTo("goaway");
          assertThat(came.get(0).status()).isEqualTo("unauthenticated");
        }
      }
      assertThat(late).hasValue(0);
      assertThat(log.lines()).hasSize(3);
    }
    FaultLine.print("G3", "%s broken rules, each told why, nothing behind it", cases().count());
  }
}
