package io.cleave.examples.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class LiveOutputTest {
  private static final int READ = LiveOutput.WINDOW;

  private final LiveOutput output = new LiveOutput();

  private CompletableFuture<Void> print(int reads) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            for (int i = 0; i < reads; i++) {
              output.out(new byte[READ], READ);
            }
          } catch (java.io.InterruptedIOException never) {
            throw new CompletionException(never);
          }
        });
  }

  private String taken() throws InterruptedException {
    List<String> pieces = new ArrayList<>();
    Optional<LiveOutput.Piece> next = output.take();
    while (next.isPresent()) {
      String stream = next.get().label().text("stream");
      pieces.add(stream + " " + new String(next.get().bytes(), UTF_8));
      next = output.take();
    }
    return String.join(", ", pieces);
  }

  @Test
  void handsOnWhatItIsGivenInOrder() throws Exception {
    output.out("one".getBytes(UTF_8), 3);
    output.err("twofold".getBytes(UTF_8), 3);
    output.out(new byte[9], 0);
    output.out("three".getBytes(UTF_8), 5);
    output.end();

    assertThat(taken()).isEqualTo("stdout one, stderr two, stdout three");
    assertThat(output.isOverflown()).isFalse();
    assertThat(output.isUnwanted()).isFalse();
  }

  @Test
  void keepsTheCommandWaitingForTheReader() throws Exception {
    CompletableFuture<Void> printing = print(3);
    for (int i = 0; i < 2; i++) {
      assertThat(printing).isNotDone();
      assertThat(output.take()).isPresent();
    }

    await().until(printing::isDone);
  }

  @Test
  void keepsNobodyWaitingWhenTheCommandHasEnded() throws Exception {
    CompletableFuture<Void> printing = print(LiveOutput.LEFT / READ);
    output.commandEnds();
    await().until(printing::isDone);

    assertThat(output.isOverflown()).isFalse();
    output.out(new byte[1], 1);
    assertThat(output.isOverflown()).isTrue();
    output.end();
    assertThat(taken()).hasSize(LiveOutput.LEFT / READ * ("stdout , ".length() + READ) - 2);
  }

  @Test
  void leavesNoGap() throws Exception {
    output.commandEnds();
    print(LiveOutput.LEFT / READ + 1).join();
    assertThat(output.take()).isPresent();
    output.out("late".getBytes(UTF_8), 4);
    output.end();

    assertThat(taken()).doesNotContain("late");
  }

  @Test
  void givesNothingOnceItIsGivenUp() throws Exception {
    CompletableFuture<Void> printing = print(3);
    output.giveUp();
    await().until(printing::isDone);

    assertThat(output.take()).isEmpty();
    assertThat(output.isUnwanted()).isTrue();
  }
}
