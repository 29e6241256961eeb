package io.cleave.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublisherBodyTest {
  private final Pull pull = new Pull();

  @Test
  void asksForTwoBuffersAheadAndOneForEachThatIsPulled() throws IOException {
    ScriptedPublisher publisher = new ScriptedPublisher("a", "b", "c", "d");
    publisher.paused = true;
    try (BodySource source = Body.stream(publisher, 4).open(pull.encoder())) {
      assertThat(publisher.demand).isEqualTo(2);
      assertThat(source.next(pull.allocator, 100)).isNull();
      assertThat(publisher.demand).isEqualTo(2);
      publisher.resume();
      assertThat(publisher.items).hasSize(2);
      publisher.paused = true;
      assertThat(text(source.next(pull.allocator, 100))).isEqualTo("a");
      assertThat(publisher.demand).isEqualTo(1);
    }
    assertThat(publisher.cancelled).isEqualTo(1);
  }

  @Test
  void givesNullUntilThePublisherHasSomething() throws IOException {
    ScriptedPublisher publisher = new ScriptedPublisher("abc", "def");
    publisher.paused = true;
    AtomicInteger woken = new AtomicInteger();
    try (BodySource source = Body.stream(publisher, 6).open(pull.encoder())) {
      assertThat(source.next(pull.allocator, 100)).isNull();
      source.whenReady(woken::incrementAndGet);
      assertThat(woken).hasValue(0);
      publisher.resume();
      assertThat(woken).hasValue(1);
      assertThat(pull.all(source, 100)).isEqualTo("abcdef".getBytes(UTF_8));
    }
  }

  @Test
  void keepsTheLastChunkUntilThePublisherHasCompleted() throws IOException {
    ScriptedPublisher publisher = new ScriptedPublisher("abc");
    publisher.atEnd = () -> {};
    try (BodySource source = Body.stream(publisher, 3).open(pull.encoder())) {
      assertThat(publisher.items).isEmpty();
      assertThat(source.next(pull.allocator, 100)).isNull();
      publisher.subscriber().onComplete();
      assertThat(text(source.next(pull.allocator, 100))).isEqualTo("abc");
      assertThat(source.isDone()).isTrue();
    }
  }

  @Test
  void cutsLongBuffers() throws IOException {
    String long_ = "0123456789".repeat(10_000);
    byte[] bytes =
        pull.all(Body.stream(new ScriptedPublisher(long_), 100_000).open(pull.encoder()), 8192);
    assertThat(bytes).isEqualTo(long_.getBytes(UTF_8));
    assertThat(pull.chunks).isEqualTo(13);
  }

  @Test
  void cancelsOnceIfItIsClosedHalfWay() throws IOException {
    ScriptedPublisher publisher = new ScriptedPublisher("abc", "def", "ghi");
    Body body = Body.stream(publisher, 9);
    BodySource source = body.open(pull.encoder());
    assertThat(text(source.next(pull.allocator, 100))).isEqualTo("abc");
    source.close();
    source.close();
    body.release();
    assertThat(publisher.cancelled).isEqualTo(1);
  }

  @Test
  void cancelsIfTooMuchComes() throws IOException {
    ScriptedPublisher publisher = new ScriptedPublisher("abc", "def");
    BodySource source = Body.stream(publisher, 4).open(pull.encoder());
    assertThatThrownBy(() -> pull.all(source, 100)).isInstanceOf(BodyLengthException.class);
    assertThat(publisher.cancelled).isEqualTo(1);
  }

  @Test
  void isNeverSubscribedToIfItIsReleasedUnsent() {
    ScriptedPublisher publisher = new ScriptedPublisher("abc");
    Body.stream(publisher, 3).release();
    assertThat(publisher.demand).isZero();
    assertThat(publisher.cancelled).isZero();
  }

  @Test
  void failsAsItsPublisherFails() throws IOException {
    IllegalStateException cause = new IllegalStateException("broken");
    ScriptedPublisher publisher = new ScriptedPublisher("abc");
    publisher.atEnd = () -> publisher.subscriber().onError(cause);
    BodySource source = Body.stream(publisher, 9).open(pull.encoder());
    assertThatThrownBy(() -> pull.all(source, 100)).isSameAs(cause);
  }

  @Test
  void wrapsACheckedFailure() throws IOException {
    Exception cause = new Exception("broken");
    ScriptedPublisher publisher = new ScriptedPublisher("abc");
    publisher.atEnd = () -> publisher.subscriber().onError(cause);
    BodySource source = Body.stream(publisher, 9).open(pull.encoder());
    assertThatThrownBy(() -> pull.all(source, 100))
        .isInstanceOf(IOException.class)
        .hasMessage("body: the stream failed: broken")
        .hasCause(cause);
  }

  @Test
  void failsIfSubscribingFails() throws IOException {
    Flow.Publisher<ByteBuffer> publisher =
        subscriber -> {
          throw new IllegalStateException("closed for today");
        };
    BodySource source = Body.stream(publisher, 9).open(pull.encoder());
    assertThatThrownBy(() -> pull.all(source, 100)).hasMessage("closed for today");
  }

  @Test
  void cancelsASecondSubscriptionAndOneThatComesTooLate() throws IOException {
    Flow.Subscriber<? super ByteBuffer>[] subscriber = newSubscribers();
    BodySource source = Body.stream(wanted -> subscriber[0] = wanted, 9).open(pull.encoder());
    ScriptedPublisher first = new ScriptedPublisher();
    ScriptedPublisher second = new ScriptedPublisher();
    first.paused = true;
    subscriber[0].onSubscribe(first);
    subscriber[0].onSubscribe(second);
    assertThat(first.cancelled).isZero();
    assertThat(second.cancelled).isEqualTo(1);
    source.close();
    assertThat(first.cancelled).isEqualTo(1);

    Body.stream(wanted -> subscriber[0] = wanted, 9).open(pull.encoder()).close();
    ScriptedPublisher late = new ScriptedPublisher();
    subscriber[0].onSubscribe(late);
    assertThat(late.cancelled).isEqualTo(1);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Flow.Subscriber<? super ByteBuffer>[] newSubscribers() {
    return new Flow.Subscriber[1];
  }

  @Test
  void ignoresWhatComesAfterTheEnd() throws IOException {
    ScriptedPublisher publisher = new ScriptedPublisher("abc");
    BodySource source = Body.stream(publisher, 3).open(pull.encoder());
    publisher.subscriber().onError(new IllegalStateException("too late"));
    publisher.subscriber().onNext(ByteBuffer.wrap(new byte[5]));
    assertThat(pull.all(source, 100)).hasSize(3);
  }

  @Test
  void takesThePublisherOfTheJdk() throws IOException {
    BodySource source;
    try (SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>()) {
      source = Body.stream(publisher, 30).open(pull.encoder());
      for (int i = 0; i < 10; i++) {
        publisher.submit(ByteBuffer.wrap("abc".getBytes(UTF_8)));
      }
    }
    assertThat(pull.all(source, 100)).isEqualTo("abc".repeat(10).getBytes(UTF_8));
  }

  private static String text(@Nullable Object part) {
    if (!(part instanceof ByteBuf chunk)) {
      throw new AssertionError("no chunk but " + part);
    }
    String text = chunk.toString(UTF_8);
    chunk.release();
    return text;
  }
}
