package io.cleave.examples.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobSlotsTest {
  private static final Duration NOW = Duration.ZERO;

  private static List<JobSlots.Turn> queue(JobSlots slots, Object client, int count) {
    List<JobSlots.Turn> turns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      turns.add(slots.queue(client));
    }
    return turns;
  }

  private static long granted(List<JobSlots.Turn> turns) throws InterruptedException {
    long granted = 0;
    for (JobSlots.Turn turn : turns) {
      granted += turn.await(NOW) ? 1 : 0;
    }
    return granted;
  }

  @Test
  void givesEightToOneClientAndTheRestToOthers() throws InterruptedException {
    JobSlots slots = new JobSlots(10);
    List<JobSlots.Turn> ofOne = queue(slots, "one", 12);
    List<JobSlots.Turn> ofTwo = queue(slots, "two", 12);

    assertThat(granted(ofOne)).isEqualTo(8);
    assertThat(granted(ofTwo)).isEqualTo(2);
  }

  @Test
  void givesFreedSlotToWhoeverHasWaitedLongest() throws InterruptedException {
    JobSlots slots = new JobSlots(1);
    JobSlots.Turn first = slots.queue("a");
    JobSlots.Turn second = slots.queue("b");
    JobSlots.Turn third = slots.queue("c");
    first.close();

    assertThat(second.await(NOW)).isTrue();
    assertThat(third.await(NOW)).isFalse();
  }

  @Test
  void givesSlotAtOnceOrNone() {
    JobSlots slots = new JobSlots(1);
    JobSlots.Turn first = slots.now("a").orElseThrow();

    assertThat(slots.now("b")).isEmpty();
    first.close();
    assertThat(slots.now("b")).as("nobody waits before it").isPresent();
  }

  @Test
  void forgetsTurnThatWasGivenUp() throws InterruptedException {
    JobSlots slots = new JobSlots(1);
    JobSlots.Turn first = slots.queue("a");
    JobSlots.Turn second = slots.queue("b");
    JobSlots.Turn third = slots.queue("c");
    second.giveUp();
    first.close();

    assertThat(second.await(Duration.ofSeconds(5))).isFalse();
    assertThat(third.await(NOW)).isTrue();
  }

  @Test
  void keepsSlotOfTurnThatIsGivenUpTooLateUntilItIsClosed() throws InterruptedException {
    JobSlots slots = new JobSlots(1);
    JobSlots.Turn first = slots.queue("a");
    first.giveUp();
    JobSlots.Turn second = slots.queue("b");

    assertThat(first.await(NOW)).isTrue();
    assertThat(second.await(Duration.ofMillis(20))).isFalse();
    first.close();
    first.close(); // once is enough
    assertThat(granted(queue(slots, "c", 2))).isEqualTo(1);
  }
}
