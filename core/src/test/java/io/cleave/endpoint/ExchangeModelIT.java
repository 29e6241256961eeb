package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import io.cleave.testing.Loopback;
import io.cleave.testing.Transport;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random programs on both ends of a connection, against a model of what each end may send and of
 * what has to come out. {@code -Dcleave.model.seed=N} runs one of them again.
 */
final class ExchangeModelIT {
  private static final String SEED = "cleave.model.seed";
  private static final String COUNT = "cleave.model.count";
  private static final int FULL = 30_000;

  private final AtomicReference<ModelProgram> current = new AtomicReference<>();

  @Test
  @SuppressWarnings("try") // the tap takes what is logged, nobody reads it
  @Timeout(7200)
  void keepsToTheProtocolWhateverIsDoneWithIt() throws InterruptedException {
    Long only = Long.getLong(SEED);
    long first = only == null ? Long.getLong(SEED + ".first", System.nanoTime()) : only;
    int count = only == null ? Integer.getInteger(COUNT, FullRuns.count(FULL)) : 1;
    long start = System.nanoTime();
    long requests = 0;
    long messages = 0;
    ExecutorService pool = Executors.newCachedThreadPool();
    try (LogTap log = LogTap.on(ExchangeModelIT.class);
        Loopback loopback =
            Loopback.serve(
                Transport.NIO,
                pipeline -> requireNonNull(current.get()).server().install(pipeline))) {
      for (int i = 0; i < count; i++) {
        ModelProgram program = new ModelProgram(first + i, pool);
        current.set(program);
        String wrong = program.run(loopback);
        assertThat(wrong).as("program " + i + ", -D" + SEED + "=" + (first + i)).isEmpty();
        requests += program.requests();
        messages += program.messages();
      }
    } finally {
      pool.shutdownNow();
      pool.awaitTermination(5, TimeUnit.SECONDS);
    }
    FaultLine.print(
        "G2",
        "%s programs, %s requests, %s messages seen by either end, each with its one outcome, in %s"
            + " ms",
        count,
        requests,
        messages,
        (System.nanoTime() - start) / 1_000_000);
  }
}
