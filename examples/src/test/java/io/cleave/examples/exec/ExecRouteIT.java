package io.cleave.examples.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.cleave.endpoint.MessageServer;
import io.cleave.examples.options.ByteSize;
import io.cleave.examples.testing.FaultLine;
import io.cleave.examples.testing.FullRuns;
import io.cleave.examples.testing.NativePeer;
import io.cleave.examples.testing.NativePeer.Said;
import io.cleave.header.Header;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** Rows E4, E5, E9 and E10 on the native protocol, against a server in this process. */
@EnabledOnOs(OS.LINUX)
@Isolated("it measures this process")
@SuppressWarnings("NullAway.Init") // filled in before each test
class ExecRouteIT {
  private static final int JOBS = 32;
  private static final int MIB = 1 << 20;
  private static final int OUTPUT = 8 * MIB;
  private static final String MARK = "98763." + ProcessHandle.current().pid();

  private MessageServer server;
  private ExecRoute route;

  @BeforeAll
  static void logOnlyWhatIsWrong() {
    ((Logger) LoggerFactory.getLogger(Shell.class)).setLevel(Level.WARN);
    ((Logger) LoggerFactory.getLogger(MessageServer.class)).setLevel(Level.WARN);
  }

  @BeforeEach
  void serve() {
    serve(Duration.ofSeconds(20));
  }

  private void serve(Duration timeLimit) {
    ExecLimits limits =
        new ExecLimits(timeLimit, new ByteSize(OUTPUT), JOBS, ExecLimits.Stderr.MERGED, false);
    route = new ExecRoute(Permissions.anyShell(), limits, Confinement.best());
    server = MessageServer.builder().route(ExecRoute.NAME, route).bind(0);
  }

  @AfterEach
  void stop() {
    server.close();
    route.endAll();
    assertThat(Processes.with(MARK)).isEmpty();
  }

  private static void ask(NativePeer peer, long id, String command) throws IOException {
    Header request =
        Header.of(
            "type", "request", "id", id, "route", "exec", "meta", Header.of("command", command));
    peer.say(request.toJson());
  }

  private static void grant(NativePeer peer, long id, int bytes) throws IOException {
    peer.say("{\"type\":\"credit\",\"id\":" + id + ",\"bytes\":" + bytes + "}");
  }

  /** All messages up to the end of one exchange, its data taken as it comes. */
  private static List<Said> hearAll(NativePeer peer, long id) throws IOException {
    List<Said> all = new ArrayList<>();
    while (true) {
      Said said = peer.hear();
      if (said.header().longValue("id") == id) { // and not what was on its way
        all.add(said);
        if (said.body().length > 0) {
          grant(peer, id, said.body().length);
        }
        if (isLast(said)) {
          return all;
        }
      }
    }
  }

  private static boolean isLast(Said said) {
    return said.type().equals("end")
        || (said.type().equals("reply") && !said.header().flag("more", false));
  }

  @Test
  void bothOutputsAreLabelledAndTheEndSaysHow() throws IOException {
    try (NativePeer peer = NativePeer.connect(server.port())) {
      ask(peer, 1, "echo out; sleep .2; echo err >&2; exit 3");
      List<Said> all = hearAll(peer, 1);
      assertThat(all)
          .extracting(said -> said.type() + " " + said.meta() + " " + said.text())
          .containsExactly(
              "reply {} ",
              "data {\"stream\":\"stdout\"} out\n",
              "data {\"stream\":\"stderr\"} err\n",
              "end {\"exit\":3} ");

      ask(peer, 3, "kill -KILL $$");
      List<Said> killed = hearAll(peer, 3);
      assertThat(killed.get(killed.size() - 1).meta()).hasToString("{\"signal\":9}");
    }
  }

  @Test
  void aCommandThatReadsFindsItsEnd() throws IOException {
    try (NativePeer peer = NativePeer.connect(server.port())) {
      long began = System.nanoTime();
      ask(peer, 1, "cat");
      assertThat(hearAll(peer, 1)).hasSize(2);
      long millis = (System.nanoTime() - began) / 1_000_000;
      assertThat(millis).isLessThan(2_000);
      FaultLine.print("E5", "cat returned after %s ms, on the native protocol", millis);
    }
  }

  @Test
  void aSlowReaderKeepsTheCommandWaiting() throws Exception {
    try (NativePeer peer = NativePeer.connect(server.port())) {
      ask(peer, 1, "exec yes " + MARK);
      await().until(() -> !Processes.with(MARK).isEmpty());
      assertThat(peer.hear().type()).isEqualTo("reply");
      long before = usedHeap();
      Thread.sleep(FullRuns.requested() ? 60_000 : 1_000); // for so long nobody reads
      long kept = usedHeap() - before;
      assertThat(kept).isLessThan(4 * MIB);
      assertThat(Processes.with(MARK)).as("it waits").isNotEmpty();

      List<Said> all = hearAll(peer, 1);
      long ended = System.nanoTime();
      await().atMost(Duration.ofSeconds(1)).until(() -> Processes.with(MARK).isEmpty());
      long millis = (System.nanoTime() - ended) / 1_000_000;
      assertThat(all.stream().mapToLong(said -> said.body().length).sum()).isEqualTo(OUTPUT);
      assertThat(all.get(all.size() - 1).meta()).hasToString("{\"signal\":15,\"cut\":\"output\"}");
      FaultLine.print(
          "E4",
          "cut at %s bytes, %s KiB of heap more while its reader slept, gone after %s ms",
          OUTPUT,
          kept >> 10,
          millis);
    }
  }

  private static long usedHeap() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(20); // the collector's own threads
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @Test
  void whoNeverReadsHoldsNothingForEver() throws Exception {
    stop();
    serve(Duration.ofSeconds(1));
    try (NativePeer peer = NativePeer.connect(server.port())) {
      ask(peer, 1, "exec yes " + MARK);
      assertThat(peer.hear().type()).isEqualTo("reply");
      await().atMost(Duration.ofSeconds(5)).until(() -> Processes.with(MARK).isEmpty());
      await().until(() -> !route.isBusy());
      grant(peer, 1, MIB);
      Said said = peer.hear();
      while (said.type().equals("data")) {
        said = peer.hear();
      }
      assertThat(said.type()).isEqualTo("end");
      assertThat(said.header().text("status")).isEqualTo("deadline_exceeded");

      ask(peer, 3, "echo still here");
      assertThat(hearAll(peer, 3).get(1).text()).isEqualTo("still here\n");
    }
  }

  @Test
  void aCommandEndsWithItsRequest() throws IOException {
    try (NativePeer peer = NativePeer.connect(server.port())) {
      ask(peer, 1, "trap '' HUP; sleep " + MARK + " & setsid sleep " + MARK);
      await().until(() -> !Processes.with(MARK).isEmpty());
      peer.say("{\"type\":\"cancel\",\"id\":1}");
      await().atMost(Duration.ofSeconds(5)).until(() -> Processes.with(MARK).isEmpty());
      ask(peer, 3, "echo next");
      assertThat(hearAll(peer, 3).get(1).text()).isEqualTo("next\n");
    }
  }

  @Test
  void endsCommandOfPeerThatVanishes() throws Exception {
    Random random = new Random(9);
    int resets = FullRuns.count(1_000);
    int begun = 0;
    for (int i = 0; i < resets; i++) {
      try (NativePeer peer = NativePeer.connect(server.port(), 1 + i % 4)) {
        ask(peer, 1, "sleep " + MARK + " & sleep " + MARK);
        if (i % 2 == 0) {
          await().until(() -> !Processes.with(MARK).isEmpty());
          begun++;
        }
        Thread.sleep(random.nextInt(60)); // a random time is what the row asks for
        peer.reset();
      }
      if (i % 2 == 0) { // the next one is to see its own command
        await().atMost(Duration.ofSeconds(5)).until(() -> Processes.with(MARK).isEmpty());
      }
    }
    await().atMost(Duration.ofSeconds(5)).until(() -> Processes.with(MARK).isEmpty());
    await().until(() -> server.openConnections() == 0 && !route.isBusy());
    FaultLine.print(
        "E9",
        "%s resets at random times on the native protocol, %s commands seen to run, 0 survivors",
        resets,
        begun);
  }

  @Test
  void runsSoManyAtOnceAndIsTooBusyForTheRest() throws Exception {
    int peers = 5;
    int ofOne = FullRuns.count(10_000) / peers;
    List<NativePeer> all = new ArrayList<>();
    int[] running = new int[peers];
    int busy = 0;
    try {
      for (int address = 0; address < peers; address++) {
        NativePeer peer = NativePeer.connect(server.port(), 1 + address);
        all.add(peer);
        for (int i = 0; i < ofOne; i++) {
          ask(peer, 2L * i + 1, "sleep " + MARK);
        }
        for (int i = 0; i < ofOne; i++) {
          String status = peer.hear().header().text("status");
          assertThat(status).isIn("ok", "busy");
          running[address] += status.equals("ok") ? 1 : 0;
        }
        busy += ofOne - running[address];
      }
      assertThat(running).containsExactly(8, 8, 8, 8, 0);
    } finally {
      for (NativePeer peer : all) {
        peer.reset();
      }
    }
    await().atMost(Duration.ofSeconds(5)).until(() -> Processes.with(MARK).isEmpty());
    FaultLine.print("E10", "%s requests at once, %s ran, %s were busy", ofOne * peers, JOBS, busy);
  }
}
