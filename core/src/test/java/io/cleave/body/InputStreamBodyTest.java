package io.cleave.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InputStreamBodyTest {
  private final Pull pull = new Pull();

  /** Gives what a test puts into it, and blocks in between, as a socket or a pipe does. */
  static final class SlowStream extends InputStream {
    private static final byte[] END = {};
    private final LinkedBlockingQueue<byte[]> items = new LinkedBlockingQueue<>();
    final AtomicInteger closed = new AtomicInteger();
    final CountDownLatch reading = new CountDownLatch(1);

    void give(String item) {
      items.add(item.getBytes(UTF_8));
    }

    void end() {
      items.add(END);
    }

    @Override
    public int read() {
      throw new AssertionError("nobody reads single bytes");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      reading.countDown();
      try {
        byte[] item = items.take();
        System.arraycopy(item, 0, bytes, offset, item.length);
        return item == END ? -1 : item.length;
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
    }

    @Override
    public void close() {
      closed.incrementAndGet();
      items.add(END); // as closing a socket ends its reads
    }
  }

  @Test
  void givesNullUntilTheSlowStreamHasSomething() throws IOException {
    SlowStream stream = new SlowStream();
    Body body = Body.stream(stream, 6);
    BodySource source = body.open(pull.encoder());

    assertThat(source.next(pull.allocator, 100)).isNull();
    assertThat(source.isDone()).isFalse();
    stream.give("abc");
    Pull.awaitReady(source);
    assertThat(text(source.next(pull.allocator, 100))).isEqualTo("abc");
    assertThat(source.next(pull.allocator, 100)).isNull();

    stream.give("def");
    stream.end();
    Pull.awaitReady(source);
    assertThat(text(source.next(pull.allocator, 100))).isEqualTo("def");
    assertThat(source.isDone()).isTrue();
    assertThat(source.next(pull.allocator, 100)).isNull();
    source.close();
    body.release();
    await().untilAsserted(() -> assertThat(stream.closed).hasValue(1));
  }

  @Test
  void keepsTheLastChunkUntilTheStreamHasEnded() throws Exception {
    SlowStream stream = new SlowStream();
    try (BodySource source = Body.stream(stream, 3).open(pull.encoder())) {
      AtomicInteger woken = new AtomicInteger();
      assertThat(source.next(pull.allocator, 100)).isNull();
      source.whenReady(woken::incrementAndGet);
      stream.give("abc");
      Thread.sleep(50);
      assertThat(woken).hasValue(0);
      assertThat(source.next(pull.allocator, 100)).isNull();
      stream.end();
      await().untilAsserted(() -> assertThat(woken).hasValue(1));
      assertThat(text(source.next(pull.allocator, 100))).isEqualTo("abc");
    }
  }

  @Test
  void wakesOnceForEachTimeItIsAsked() throws IOException {
    SlowStream stream = new SlowStream();
    try (BodySource source = Body.stream(stream, 100).open(pull.encoder())) {
      AtomicInteger first = new AtomicInteger();
      AtomicInteger last = new AtomicInteger();
      assertThat(source.next(pull.allocator, 100)).isNull();
      source.whenReady(first::incrementAndGet);
      source.whenReady(last::incrementAndGet);
      stream.give("abc");
      stream.give("def");
      await().untilAsserted(() -> assertThat(last).hasValue(1));
      assertThat(first).hasValue(0);
      assertThat(text(source.next(pull.allocator, 100))).isEqualTo("abc");
    }
    assertThat(pull.held()).isZero();
  }

  @Test
  void isReadOnAWorkerAndNeverByItsPuller() throws IOException {
    CountingStream stream = new CountingStream("0123456789");
    assertThat(pull.all(Body.stream(stream, 10).open(pull.encoder()), 4)).hasSize(10);
    assertThat(stream.reader).startsWith("cleave-body-");
    await().untilAsserted(() -> assertThat(stream.closed).hasValue(1));
  }

  @Test
  void isReadOnTheExecutorItsMakerGave() throws IOException {
    ExecutorService executor = Executors.newSingleThreadExecutor(work -> new Thread(work, "mine"));
    CountingStream stream = new CountingStream("0123456789");
    assertThat(pull.all(Body.stream(stream, 10, executor).open(pull.encoder()), 4)).hasSize(10);
    assertThat(stream.reader).isEqualTo("mine");
    executor.shutdown();
    await().untilAsserted(() -> assertThat(stream.closed).hasValue(1));
  }

  @Test
  void readsTwoChunksAheadAndNoMore() throws IOException {
    AtomicInteger read = new AtomicInteger();
    InputStream endless = new Endless(read);
    try (BodySource source = Body.stream(endless, Long.MAX_VALUE).open(pull.encoder())) {
      Object first = source.next(pull.allocator, 1 << 20);
      if (first == null) {
        await().untilAsserted(() -> assertThat(read).hasValue(2 * Chunks.MAX_LENGTH));
        first = source.next(pull.allocator, 1 << 20);
      }
      assertThat(text(first)).hasSize(Chunks.MAX_LENGTH);
      await().untilAsserted(() -> assertThat(read).hasValue(3 * Chunks.MAX_LENGTH));
      await().untilAsserted(() -> assertThat(pull.held()).isEqualTo(2 * Chunks.MAX_LENGTH));
    }
    assertThat(pull.held()).isZero();
  }

  @Test
  void aTricklingStreamPinsNoMoreThanItGives() throws IOException {
    SlowStream stream = new SlowStream();
    List<ByteBuf> queued = new ArrayList<>();
    try (BodySource source = Body.stream(stream, Long.MAX_VALUE).open(pull.encoder())) {
      while (queued.size() < 100) {
        stream.give("x");
        if (source.next(pull.allocator, 100) instanceof ByteBuf chunk) {
          queued.add(chunk);
        } else {
          Pull.awaitReady(source);
        }
      }
      assertThat(pull.held()).isBetween(100L, 102L);
      queued.forEach(ByteBuf::release);
    }
  }

  @Test
  void closesOnceWhatIsReleasedUnsent() {
    CountingStream stream = new CountingStream("abc");
    Body body = Body.stream(stream, 3);
    body.retain().release();
    assertThat(stream.closed).hasValue(0);
    body.release();
    await().untilAsserted(() -> assertThat(stream.closed).hasValue(1));
  }

  @Test
  void closesOnceWhateverElseIsClosedOrReleased() throws IOException {
    CountingStream stream = new CountingStream("abc");
    Body body = Body.stream(stream, 3, Runnable::run);
    BodySource source = body.open(pull.encoder());
    assertThat(pull.all(source, 1)).hasSize(3);
    source.close();
    source.close();
    body.release();
    assertThat(stream.closed).hasValue(1);
  }

  @Test
  void closingEndsABlockedReadAndFreesItsThread() throws Exception {
    SlowStream stream = new SlowStream();
    BodySource source = Body.stream(stream, 3).open(pull.encoder());
    assertThat(source.next(pull.allocator, 100)).isNull();
    stream.reading.await();
    source.close();
    await().untilAsserted(() -> assertThat(stream.closed).hasValue(1));
    assertThatThrownBy(() -> source.next(pull.allocator, 100))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed before it had given all");
    assertThat(source.isDone()).isFalse();
  }

  @Test
  void dropsWhatIsReadAfterItWasClosed() throws Exception {
    SlowStream stream = new SlowStream();
    BodySource source = Body.stream(stream, 30).open(pull.encoder());
    assertThat(source.next(pull.allocator, 100)).isNull();
    stream.reading.await();
    stream.give("abc");
    source.close();
    await().untilAsserted(() -> assertThat(pull.held()).isZero());
  }

  @Test
  void failsAsItsStreamFails() throws IOException {
    for (Throwable cause :
        List.of(
            new IOException("broken"),
            new IllegalArgumentException("bad"),
            new StackOverflowError())) {
      AtomicInteger closed = new AtomicInteger();
      InputStream stream = new Failing(cause, closed);
      BodySource source = Body.stream(stream, 10).open(pull.encoder());
      assertThatThrownBy(() -> pull.all(source, 10)).isSameAs(cause);
      assertThatThrownBy(() -> source.next(pull.allocator, 1)).isSameAs(cause);
      await().untilAsserted(() -> assertThat(closed).hasValue(1));
    }
    assertThat(pull.held()).isZero();
  }

  @Test
  void aStreamThatReadsNothingIsBrokenAndDoesNotSpin() throws IOException {
    InputStream nothing =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            return 0;
          }
        };
    BodySource source = Body.stream(nothing, 10).open(pull.encoder());
    assertThatThrownBy(() -> pull.all(source, 10))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("read 0 bytes (expected: at least 1)");
  }

  @Test
  void failsAndClosesIfItsExecutorRefuses() throws IOException {
    CountingStream stream = new CountingStream("abc");
    Body body =
        Body.stream(
            stream,
            3,
            work -> {
              throw new RejectedExecutionException("full");
            });
    BodySource source = body.open(pull.encoder());
    assertThatThrownBy(() -> source.next(pull.allocator, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("executor refused");
    assertThat(stream.closed).hasValue(1);
    source.close();
    body.release();
    assertThat(stream.closed).hasValue(1);
  }

  private static String text(@Nullable Object part) {
    if (!(part instanceof ByteBuf chunk)) {
      throw new AssertionError("no chunk but " + part);
    }
    String text = chunk.toString(UTF_8);
    chunk.release();
    return text;
  }

  /** Never ends, never waits. */
  private static final class Endless extends InputStream {
    private final AtomicInteger read;

    Endless(AtomicInteger read) {
      this.read = read;
    }

    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      read.addAndGet(length);
      return length;
    }
  }

  /** Throws after its first five bytes. */
  private static final class Failing extends InputStream {
    private final Throwable cause;
    private final AtomicInteger closed;
    private boolean gave;

    Failing(Throwable cause, AtomicInteger closed) {
      this.cause = cause;
      this.closed = closed;
    }

    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (!gave) {
        gave = true;
        return 5;
      }
      if (cause instanceof IOException checked) {
        throw checked;
      }
      if (cause instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw (Error) cause;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }
}
