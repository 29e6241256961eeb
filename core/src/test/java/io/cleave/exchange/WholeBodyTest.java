package io.cleave.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.connection.InboundBudget;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A body that is all here, and the place that is reserved for it. */
final class WholeBodyTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final InboundBudget budget = InboundBudget.of(1000);

  private WholeBody body(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    budget.reserve(bytes.length);
    return new WholeBody(bytes, channel, budget);
  }

  @AfterEach
  void nothingIsReserved() {
    assertThat(budget.reserved()).isZero();
    channel.finishAndReleaseAll();
  }

  @Test
  void isReadOnceAndAsAWhole() {
    WholeBody body = body("hello");
    List<Long> taken = new ArrayList<>();
    body.onProgress(taken::add);

    assertThat(body.length()).isEqualTo(5);
    assertThat(body.text()).isEqualTo("hello");
    assertThat(taken).containsExactly(5L);
    assertThatThrownBy(body::text).hasMessageContaining("second time");
  }

  @Test
  void isReadInPiecesAndKeepsItsPlaceUntilTheLast() throws IOException {
    WholeBody body = body("hello");
    try (InputStream in = body.stream()) {
      assertThat(in.readNBytes(4)).asString().isEqualTo("hell");
      assertThat(in.available()).isEqualTo(1);
      assertThat(budget.reserved()).isEqualTo(5);
      assertThat(in.readNBytes(4)).asString().isEqualTo("o");
      assertThat(budget.reserved()).isZero();
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void isReadByParts() throws IOException {
    List<String> parts = new ArrayList<>();
    body("hello")
        .forEachPart(
            (label, bytes) -> parts.add(label + new String(bytes, StandardCharsets.UTF_8)));

    assertThat(parts).containsExactly("{}hello");
  }

  @Test
  void mayBeEmpty() throws IOException {
    assertThat(body("").text()).isEmpty();
    try (InputStream in = body("").stream()) {
      assertThat(in.read()).isEqualTo(-1);
    }
    body("").forEachPart((label, bytes) -> assertThat(bytes).isNotEmpty());
  }

  @Test
  void isThrownAwayByWhoeverWantsNoneOfIt() {
    WholeBody left = body("hello");
    left.discard();
    left.discard();

    assertThat(budget.reserved()).isZero();
    assertThatThrownBy(left::text).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void failsAReaderThatComesTooLate() {
    WholeBody dropped = body("hello");
    dropped.drop(new ExchangeException(Status.CANCELLED, "over"));

    assertThat(budget.reserved()).isZero();
    assertThatThrownBy(dropped::text).isInstanceOf(ExchangeException.class).hasMessage("over");
  }

  @Test
  void whatWasTakenCannotBeDropped() {
    WholeBody body = body("hello");
    assertThat(body.text()).isEqualTo("hello");
    body.drop(new ExchangeException(Status.CANCELLED, "over"));

    assertThat(body.isDrained()).isTrue();
  }
}
