package io.cleave.examples.file;

import static io.cleave.examples.file.ServedFiles.ask;
import static io.cleave.examples.file.ServedFiles.request;
import static io.cleave.examples.file.ServedFiles.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.endpoint.MessageClient;
import io.cleave.examples.testing.FaultLine;
import io.cleave.examples.testing.FullRuns;
import io.cleave.exchange.ReceivedReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many who write one file at a time, and as many who read it. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
@Timeout(1200)
class FileRacesIT {
  private static final int CLIENTS = FullRuns.requested() ? 64 : 16;
  private static final int PUTS = FullRuns.count(64 * 200) / CLIENTS;
  private static final int LONGEST = 200_000;

  /** So long that it is not digested at once. */
  private static final int LONG = 1_200_000;

  @TempDir Path directory;

  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger mixtures = new AtomicInteger();
  private final CountDownLatch writers = new CountDownLatch(CLIENTS);

  /** 128 puts of 16 clients in every build, 12 800 of 64 with {@code -Dcleave.full}. */
  @Test
  void readersSeeOneOfTheFilesThatWereWritten() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(2 * CLIENTS);
    try (ServedFiles served = ServedFiles.of(directory, true)) {
      put(served, new Random(0));
      List<Callable<Void>> work = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Random random = new Random(i + 1);
        work.add(() -> write(served, random));
        work.add(() -> read(served));
      }
      for (Future<Void> done : clients.invokeAll(work)) {
        done.get();
      }
      assertThat(known).contains(sha256(Files.readAllBytes(served.path("file"))));
      assertThat(served.parts()).isEmpty();
    } finally {
      clients.shutdownNow();
    }
    FaultLine.print(
        "X7",
        "%s clients that put %s files each under one name, %s reads meanwhile, %s mixtures",
        CLIENTS,
        PUTS,
        reads.get(),
        mixtures.get());
    assertThat(mixtures).hasValue(0);
    assertThat(reads).hasPositiveValue();
  }

  private Void write(ServedFiles served, Random random) throws IOException {
    try {
      for (int i = 0; i < PUTS; i++) {
        put(served, random);
      }
    } finally {
      writers.countDown();
    }
    return null;
  }

  private void put(ServedFiles served, Random random) {
    int length = random.nextInt(8) == 0 ? LONG : random.nextInt(LONGEST);
    byte[] content = ServedFiles.random(random, length);
    known.add(sha256(content));
    try (MessageClient client = served.connect()) {
      client.call(
          request("file.put", "name", "file", "size", length, "sha256", sha256(content))
              .withBody(Body.of(content)));
    }
  }

  private Void read(ServedFiles served) {
    try (MessageClient client = served.connect()) {
      do {
        ReceivedReply reply = ask(client, "file.get", "name", "file");
        String sha256 = sha256(reply.body().bytes(LONG));
        boolean whole = sha256.equals(reply.body().trailers().text("sha256"));
        mixtures.addAndGet(whole && known.contains(sha256) ? 0 : 1);
        reads.incrementAndGet();
      } while (writers.getCount() > 0);
    }
    return null;
  }
}
