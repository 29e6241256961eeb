package io.cleave.benchmarks.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Processes are gone when nobody needs them any more. */
class ChildTest {
  @Test
  void whatItSaysIsHeardUntilItEnds() throws IOException {
    try (Child child = Child.start(List.of("/bin/sh", "-c", "read line; echo $line"))) {
      child.say("a line");
      assertThat(child.hear()).isEqualTo("a line");
      assertThatThrownBy(child::hear).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void endsWithItsInput() throws IOException {
    Child child = Child.start(List.of("/bin/cat"));
    child.close();
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void isWaitedForAlsoIfItsInputCannotBeClosed() throws IOException {
    Child child = Child.start(List.of("/bin/sh", "-c", "exec <&-; echo deaf; sleep 0.2"));
    assertThat(child.hear()).isEqualTo("deaf");
    assertThatThrownBy(() -> child.say("a line")).isInstanceOf(IOException.class);
    assertThatThrownBy(child::close).isInstanceOf(IOException.class);
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void allEndWhenTheRunIsBrokenOff() throws IOException {
    try (Child one = Child.start(List.of("/bin/sleep", "60"));
        Child other = Child.start(List.of("/bin/sleep", "60"))) {
      Child.endAll();
      assertThat(one.isAlive() || other.isAlive()).isFalse();
    }
  }
}
