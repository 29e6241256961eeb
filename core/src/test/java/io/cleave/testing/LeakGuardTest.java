package io.cleave.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import ch.qos.logback.classic.Logger;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.slf4j.LoggerFactory;

/** Runs classes that lose buffers, each in a run of its own, and looks at how the run ends. */
class LeakGuardTest {

  private final Logger detectorLog = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);

  @BeforeEach
  void silenceDetector() {
    LeakHunt.INSTANCE.renewBudget();
    LeakHunt.INSTANCE.afterClass();
    detectorLog.setAdditive(false);
  }

  @AfterEach
  void letDetectorSpeak() {
    detectorLog.setAdditive(true);
  }

  @Test
  void failsClassThatLosesPooledBuffer() {
    List<String> failures = failuresOf(LosesPooledBuffer.class);

    assertThat(failures).hasSize(1);
    assertThat(failures.get(0))
        // at the end of the class, or of the run if the collector took its time
        .containsPattern("^(LeakGuardTest\\$LosesPooledBuffer|JUnit Jupiter): 1 leaked\n")
        .contains("ByteBuf in " + LosesPooledBuffer.class.getName())
        .contains("LosesPooledBuffer.forgets(LeakGuardTest.java:");
  }

  @Test
  void failsTestThatLosesTrackedBuffer() {
    List<String> failures = failuresOf(LosesTrackedBuffer.class);

    assertThat(failures).hasSize(1);
    assertThat(failures.get(0))
        .startsWith("forgets(TrackedAllocator): 1 buffers with 16 bytes were not released\n")
        .contains("LosesTrackedBuffer.forgets(LeakGuardTest.java:");
  }

  @Test
  void failsTestWhoseTrackedBufferIsStillReachable() {
    assertThat(failuresOf(KeepsTrackedBuffer.class)).hasSize(1);
  }

  @Test
  void failsRunWhenLossShowsOnlyAtItsEnd() {
    List<String> failures = failuresOf(LosesLate.class);

    assertThat(failures).hasSize(1);
    assertThat(failures.get(0)).startsWith("JUnit Jupiter: 1 leaked\n");
  }

  @Test
  void letsCleanClassPass() {
    assertThat(failuresOf(Clean.class)).isEmpty();
  }

  private static List<String> failuresOf(Class<?> testClass) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(testClass))
            .configurationParameters(
                Map.of("junit.jupiter.extensions.autodetection.enabled", "true"))
            .build();
    List<String> failures = new ArrayList<>();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            result
                .getThrowable()
                .ifPresent(e -> failures.add(test.getDisplayName() + ": " + e.getMessage()));
          }
        };
    LauncherFactory.create().execute(request, listener);
    return failures;
  }

  static class LosesPooledBuffer {
    private static final AtomicInteger RUNS = new AtomicInteger();

    @Test
    void forgets() {
      // Netty reports leaks with equal records once only
      ByteBufAllocator.DEFAULT.buffer(16).touch("run " + RUNS.incrementAndGet());
    }
  }

  static class LosesTrackedBuffer {
    @Test
    void forgets(TrackedAllocator allocator) {
      allocator.heapBuffer(16);
    }
  }

  static class KeepsTrackedBuffer {
    static final List<Object> KEPT = new ArrayList<>();

    @Test
    void keeps(TrackedAllocator allocator) {
      KEPT.add(allocator.directBuffer(16));
    }
  }

  /** Loses its buffer when the check after the class is over. */
  @ExtendWith(LossAtEndOfRun.class)
  static class LosesLate {
    @Test
    void doesNothingYet() {}
  }

  static class LossAtEndOfRun implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
      AutoCloseable loss = () -> ByteBufAllocator.DEFAULT.buffer(16);
      context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).put("loss", loss);
    }
  }

  static class Clean {
    @Test
    void releases(TrackedAllocator allocator) {
      allocator.buffer(1, 64).writeLong(1).release();
      ByteBufAllocator.DEFAULT.buffer(16).release();
    }
  }
}
