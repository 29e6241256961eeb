package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.testing.FaultLine;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row R8, in time that does not pass: when clients that lost the same server come back. */
final class BackoffTest {
  private static final Backoff JITTER = Backoff.DEFAULT;
  private static final int CLIENTS = 1000;
  private static final int DRAWS = 10_000;

  @ParameterizedTest
  @CsvSource({"0, 10", "1, 20", "2, 40", "3, 50", "4, 50", "1000, 50", "2147483647, 50"})
  void growsUpToItsCap(int failures, long millis) {
    Backoff policy = Backoff.exponential(Duration.ofMillis(10), Duration.ofMillis(50));
    assertThat(policy.delay(failures)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void staysTheSameAndGivesUp() {
    Backoff policy = Backoff.constant(Duration.ofSeconds(5)).atMost(3);
    assertThat(policy.delay(2)).isEqualTo(Duration.ofSeconds(5));
    assertThat(IntStream.range(0, 5).filter(policy::allows).count()).isEqualTo(3);
    assertThat(JITTER.allows(Integer.MAX_VALUE)).isTrue();
  }

  @Test
  void refusesWhatMakesNoSense() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> Backoff.constant(Duration.ZERO)).hasMessageStartingWith("base: PT0S");
    assertThatThrownBy(() -> Backoff.fullJitter(second, Duration.ofMillis(999)))
        .hasMessageStartingWith("cap: PT0.999S (expected: PT1S");
    assertThatThrownBy(() -> new Backoff(second, second, Double.NaN, true, 0))
        .hasMessageStartingWith("factor: NaN");
    assertThatThrownBy(() -> new Backoff(second, second, 1, true, -1))
        .hasMessageStartingWith("maxAttempts: -1");
    assertThatThrownBy(() -> JITTER.atMost(0)).hasMessageStartingWith("attempts: 0");
  }

  /** How far the draws are from an even distribution over 0..1, as Kolmogorov and Smirnov say. */
  private static double distance(double[] draws) {
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    double most = 0;
    for (int i = 0; i < sorted.length; i++) {
      double above = (i + 1.0) / sorted.length - sorted[i];
      double below = sorted[i] - (double) i / sorted.length;
      most = Math.max(most, Math.max(above, below));
    }
    return most;
  }

  @Test
  void drawsEvenlyFromZeroUpToTheDelay() {
    Random random = new Random(8);
    double worst = 0;
    for (int failures = 0; failures < 10; failures++) {
      double longest = Math.min(60, Math.pow(2, failures)) * 1e9;
      int before = failures;
      double[] draws =
          IntStream.range(0, DRAWS)
              .mapToDouble(i -> JITTER.delay(before, random).toNanos() / longest)
              .toArray();
      assertThat(Arrays.stream(draws).allMatch(draw -> draw >= 0 && draw < 1)).isTrue();
      worst = Math.max(worst, distance(draws));
    }
    assertThat(worst).isLessThan(1.63 / Math.sqrt(DRAWS)); // p > 0.01
    FaultLine.print(
        "R8",
        "%s delays: at most %s from even (p > 0.01 below %s)",
        10 * DRAWS,
        Math.round(worst * 1e4) / 1e4,
        Math.round(1.63 / Math.sqrt(DRAWS) * 1e4) / 1e4);
  }

  @Test
  void bringsThousandClientsBackApart() {
    Random random = new Random(9);
    double away = 0.3; // seconds without a server
    int[] windows = new int[1000];
    int mostAttempts = 0;
    double last = 0;
    for (int client = 0; client < CLIENTS; client++) {
      double now = 0;
      int attempts = 0;
      do {
        now += JITTER.delay(attempts++, random).toNanos() / 1e9;
        windows[(int) (now * 10)]++;
      } while (now < away);
      mostAttempts = Math.max(mostAttempts, attempts);
      last = Math.max(last, now);
    }
    int most = Arrays.stream(windows).max().orElseThrow();
    assertThat(most).isLessThanOrEqualTo(CLIENTS * 15 / 100);
    assertThat(mostAttempts).isLessThanOrEqualTo(6);
    assertThat(last).isLessThan(90);
    FaultLine.print(
        "R8",
        "%s clients without a server for 300 ms: at most %s attempts in 100 ms, the last back after %s"
            + " s, at most %s attempts each",
        CLIENTS,
        most,
        Math.round(last),
        mostAttempts);
  }
}
