package io.cleave.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams that do not keep what their header promises: both ends must notice. */
class StreamLengthTest {
  private final Pull pull = new Pull();

  /** What was announced, what comes, and how many bytes had come when that was noticed. */
  record Case(String title, long announced, List<String> items, long got, String sentence) {
    @Override
    public String toString() {
      return title;
    }
  }

  static final List<Case> CASES =
      List.of(
          new Case("nothing at all", 1, List.of(), 0, "body: 0 bytes (expected: 1 as announced)"),
          new Case(
              "one short",
              10,
              List.of("01234", "5678"),
              9,
              "body: 9 bytes (expected: 10 as announced)"),
          new Case(
              "one short of everything there is",
              Long.MAX_VALUE,
              List.of("01234"),
              5,
              "body: 5 bytes (expected: 9223372036854775807 as announced)"),
          new Case(
              "one too many",
              0,
              List.of("0"),
              1,
              "body: at least 1 bytes (expected: 0 as announced)"),
          new Case(
              "one too many in the same chunk",
              9,
              List.of("01234", "56789"),
              10,
              "body: at least 10 bytes (expected: 9 as announced)"),
          new Case(
              "one too many in a chunk of its own",
              5,
              List.of("01234", "5"),
              6,
              "body: at least 6 bytes (expected: 5 as announced)"));

  /** What gives the bytes. */
  enum Kind {
    INPUT_STREAM {
      @Override
      Body of(Case c) {
        return Body.stream(new ScriptedStream(c.items()), c.announced());
      }
    },
    INPUT_STREAM_ON_CALLER {
      @Override
      Body of(Case c) {
        return Body.stream(new ScriptedStream(c.items()), c.announced(), Runnable::run);
      }
    },
    PUBLISHER {
      @Override
      Body of(Case c) {
        return Body.stream(ScriptedPublisher.of(c.items()), c.announced());
      }
    };

    abstract Body of(Case c);
  }

  static Stream<Arguments> casesOfAllKinds() {
    return CASES.stream().flatMap(c -> Stream.of(Kind.values()).map(kind -> Arguments.of(c, kind)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("casesOfAllKinds")
  void failsHereAndNeverCompletesAtThePeer(Case c, Kind kind) throws IOException {
    Body body = kind.of(c);
    BodySource source = body.open(pull.encoder());
    long[] given = {0};

    BodyLengthException failure =
        catchThrowableOfType(BodyLengthException.class, () -> drain(source, given));

    assertThat(failure).hasMessage(c.sentence()).hasNoCause();
    assertThat(failure.expected()).isEqualTo(c.announced());
    assertThat(failure.got()).isEqualTo(c.got());
    assertThat(failure.getStackTrace()).isEmpty();
    assertThat(given[0]).isLessThanOrEqualTo(Math.max(0, c.announced() - 1));
    assertThat(source.isDone()).isFalse();
    source.close();
    body.release();
    assertThat(pull.held()).isZero();
  }

  private void drain(BodySource source, long[] given) throws IOException {
    while (!source.isDone()) {
      if (source.next(pull.allocator, 3) instanceof ByteBuf chunk) {
        given[0] += chunk.readableBytes();
        chunk.release();
      } else {
        Pull.awaitReady(source);
      }
    }
  }

  /** Gives an item a read. */
  static final class ScriptedStream extends InputStream {
    private final Queue<String> items;
    private String rest = "";

    ScriptedStream(List<String> items) {
      this.items = new ArrayDeque<>(items);
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (rest.isEmpty()) {
        if (items.isEmpty()) {
          return -1;
        }
        rest = items.remove();
      }
      int n = Math.min(length, rest.length());
      System.arraycopy(rest.getBytes(UTF_8), 0, bytes, offset, n);
      rest = rest.substring(n);
      return n;
    }
  }
}
