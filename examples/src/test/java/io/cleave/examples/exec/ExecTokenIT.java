package io.cleave.examples.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.cleave.endpoint.MessageServer;
import io.cleave.examples.testing.FaultLine;
import io.cleave.examples.testing.NativePeer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.slf4j.LoggerFactory;

/** Row E1: who does not say the token has nothing run. */
@EnabledOnOs(OS.LINUX)
class ExecTokenIT {
  private static final String TOKEN = "Sesame-1";
  private static final String REQUEST =
      "{\"type\":\"request\",\"id\":1,\"route\":\"exec\",\"meta\":{\"command\":\"id\"}}";

  /** What stands where the token should, as JSON. */
  private static final List<String> TOKENS =
      List.of(
          "null",
          "true",
          "0",
          "1e3",
          "{}",
          "[]",
          "[\"Sesame-1\"]",
          "{\"token\":\"Sesame-1\"}",
          "\"\"",
          "\" \"",
          "\"S\"",
          "\"Sesame-\"",
          "\"Sesame-2\"",
          "\"sesame-1\"",
          "\"Sesame-1 \"",
          "\" Sesame-1\"",
          "\"Sesame-1\\u0000\"",
          "\"Sesame-1\\n\"",
          "\"Sesame-1Sesame-1\"",
          "\"Ｓesame-1\"",
          "\"Sesame\\u20101\"",
          "\"%53esame-1\"",
          "\"" + "x".repeat(3_000) + "\"");

  /** Openings without it, or not in the form of one. */
  private static final List<String> OPENINGS =
      List.of(
          REQUEST.replace("1,", "3,"),
          "{\"type\":\"hello\",\"protocol\":\"cleave/1\"}",
          "{\"type\":\"hello\",\"protocol\":\"cleave/1\",\"Token\":\"Sesame-1\"}",
          "{\"type\":\"hello\",\"protocol\":\"cleave/1\",\"meta\":{\"token\":\"Sesame-1\"}}",
          "{\"type\":\"hello\",\"protocol\":\"cleave/2\",\"token\":\"Sesame-1\"}",
          "{\"type\":\"hello\",\"token\":\"Sesame-1\"}",
          "{\"type\":\"HELLO\",\"protocol\":\"cleave/1\",\"token\":\"Sesame-1\"}",
          "{\"type\":\"ping\",\"token\":\"Sesame-1\"}",
          "{\"type\":\"event\",\"route\":\"exec\",\"meta\":{\"command\":\"id\"},\"token\":\"Sesame-1\"}");

  private static Stream<String> openings() {
    return Stream.concat(
        OPENINGS.stream(),
        TOKENS.stream()
            .map(t -> "{\"type\":\"hello\",\"protocol\":\"cleave/1\",\"token\":" + t + "}"));
  }

  /** While another test class makes SLF4J start, there is something else in its place. */
  private static Logger logger(Class<?> owner) {
    return (Logger)
        await().until(() -> LoggerFactory.getLogger(owner), logger -> logger instanceof Logger);
  }

  @Test
  void nothingIsRunForWhoDoesNotSayIt() throws IOException {
    logger(MessageServer.class).setLevel(Level.ERROR);
    logger(Shell.class).setLevel(Level.WARN);
    ExecRoute route = new ExecRoute(Permissions.anyShell(), ExecLimits.DEFAULT, Confinement.best());
    AtomicInteger asked = new AtomicInteger();
    MessageServer.Builder builder =
        MessageServer.builder()
            .token(TOKEN)
            .route(
                ExecRoute.NAME,
                request -> {
                  asked.incrementAndGet();
                  return route.handle(request);
                });
    try (MessageServer server = builder.bind(0)) {
      for (String opening : openings().toList()) {
        try (NativePeer peer = NativePeer.open(server.port())) {
          peer.say(opening);
          peer.say(REQUEST);
          assertThat(peer.hearGoaway()).as(opening).isTrue();
        }
      }
      assertThat(asked).hasValue(0);
      try (NativePeer peer = NativePeer.open(server.port())) {
        peer.say("{\"type\":\"hello\",\"protocol\":\"cleave/1\",\"token\":\"" + TOKEN + "\"}");
        peer.say(REQUEST);
        assertThat(peer.hear().header().text("status")).isEqualTo("ok");
      }
      assertThat(asked).hasValue(1);
    }
    FaultLine.print("E1", "%s openings without the token, 0 commands", openings().count());
  }
}
