package io.cleave.testing;

import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Fails the build when a test loses a buffer. JUnit finds it by itself; no test names it.
 *
 * <p>Two nets, one below the other:
 *
 * <ul>
 *   <li>A test with a {@link TrackedAllocator} parameter gets one, and fails if a buffer of it is
 *       alive at the end of the test: exact, and the failure shows where the buffer was made.
 *   <li>Netty's leak detector watches every other buffer. It only logs, and only after a garbage
 *       collection and a later allocation; the guard brings both about and turns the report into a
 *       failure of the test class. Collections after each class stop when they have cost {@value
 *       LeakHunt#BUDGET_MILLIS} ms altogether; one more at the end of the run catches the rest and
 *       fails the run, and names the test classes that stand in the leak's records.
 * </ul>
 *
 * <p>A buffer that is still reachable, from a static field say, is seen by the first net only.
 */
public final class LeakGuard
    implements BeforeAllCallback, AfterAllCallback, AfterEachCallback, ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(LeakGuard.class);

  /** JUnit makes the one instance. */
  public LeakGuard() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ByteBufUtil.setLeakListener(LeakHunt.INSTANCE);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    LeakHunt.INSTANCE.enter(context.getRequiredTestClass());
    context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(EndOfRun.class);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    fail(LeakHunt.INSTANCE.afterClass());
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TrackedAllocator.class
        && context.getTestMethod().isPresent();
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getStore(NAMESPACE).getOrComputeIfAbsent(TrackedAllocator.class);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    TrackedAllocator allocator =
        context.getStore(NAMESPACE).get(TrackedAllocator.class, TrackedAllocator.class);
    if (allocator != null && context.getExecutionException().isEmpty()) {
      allocator.assertNothingLeft();
    }
  }

  private static void fail(List<String> leaks) {
    if (!leaks.isEmpty()) {
      throw new AssertionError(leaks.size() + " leaked\n" + String.join("\n", leaks));
    }
  }

  /** Lives in the root store: closed when everything has run, and a failure there fails the run. */
  private static final class EndOfRun implements AutoCloseable {
    @Override
    public void close() {
      fail(LeakHunt.INSTANCE.afterRun());
    }
  }
}
