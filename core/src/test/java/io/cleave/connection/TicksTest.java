package io.cleave.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many tick on one loop, each when it is due. */
final class TicksTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<One> ticked = new ArrayList<>();
  private long passed;

  TicksTest() {
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.finish();
  }

  private class One extends Ticking {
    private final long millis;
    private long at = -1;

    One(long millis) {
      this(millis, channel);
    }

    One(long millis, EmbeddedChannel channel) {
      this.millis = millis;
      channel.pipeline().addLast(this);
      tickIn(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Override
    void tick(ChannelHandlerContext ctx) {
      at = passed;
      ticked.add(this);
    }
  }

  private void pass(long millis) {
    passed += millis;
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void eachTicksOnceWhenItIsDue() {
    Random random = new Random(1);
    List<One> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(new One(1 + random.nextInt(100)));
    }

    for (int i = 0; i < 200; i++) {
      pass(1);
    }

    assertThat(ticked).hasSize(200).containsAll(all);
    assertThat(all).allMatch(one -> one.at == one.millis);
  }

  @Test
  void thoseThatHaveLeftDoNot() {
    Random random = new Random(2);
    List<One> stay = new ArrayList<>();
    List<One> leave = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      (random.nextBoolean() ? stay : leave).add(new One(50 + random.nextInt(100)));
    }

    pass(40);
    leave.forEach(channel.pipeline()::remove);
    for (int i = 0; i < 200; i++) {
      pass(1);
    }

    assertThat(ticked).containsExactlyInAnyOrderElementsOf(stay);
    assertThat(stay).allMatch(one -> one.at == one.millis);
  }

  @Test
  void anotherTimeTakesThePlaceOfTheFirst() {
    One later = new One(10);
    One sooner = new One(30);
    pass(5);

    later.tickIn(TimeUnit.MILLISECONDS.toNanos(95));
    sooner.tickIn(TimeUnit.MILLISECONDS.toNanos(1));
    for (int i = 0; i < 200; i++) {
      pass(1);
    }

    assertThat(ticked).containsExactly(sooner, later);
    assertThat(sooner.at).isEqualTo(6);
    assertThat(later.at).isEqualTo(100);
  }

  @Test
  void oneThatFailsDoesNotStopTheOthers() {
    new One(10) {
      @Override
      void tick(ChannelHandlerContext ctx) {
        throw new IllegalStateException("on purpose");
      }
    };
    One other = new One(10);

    pass(10);
    assertThatThrownBy(channel::checkException).hasMessage("on purpose"); // of its channel
    pass(1);

    assertThat(ticked).containsExactly(other);
  }

  @Test
  void oneThatIsNeverDueDoesNotHoldUpOneThatIs() {
    One due = new One(10);
    channel.advanceTimeBy(20, TimeUnit.MILLISECONDS); // and the loop has not come round
    new One(1).tickIn(Long.MAX_VALUE);

    pass(1);

    assertThat(ticked).contains(due);
  }

  @Test
  void loopsDoNotMix() {
    EmbeddedChannel another = new EmbeddedChannel();
    another.freezeTime();
    One first = new One(10);
    One elsewhere = new One(10, another);
    One second = new One(20);

    pass(20);
    assertThat(ticked).containsExactly(first, second);

    another.advanceTimeBy(10, TimeUnit.MILLISECONDS);
    another.runScheduledPendingTasks();
    assertThat(ticked).containsExactly(first, second, elsewhere);
    another.finish();
  }
}
