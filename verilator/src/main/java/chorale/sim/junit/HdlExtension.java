package chorale.sim.junit;

import chorale.sim.Bench;
import chorale.sim.SimulationOptions;
import chorale.sim.TraceFormat;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Hands a {@link Bench} to tests that ask for one, closes it after the test, and adds the names of
 * the traces to the message of a failure. Tests may run in parallel.
 *
 * <pre>{@code
 * @ParameterizedTest
 * @ValueSource(ints = {2, 3, 16})
 * @ExtendWith(HdlExtension.class)
 * void queues_of_all_depths_keep_order(int depth, Bench bench) { ... }
 * }</pre>
 */
public final class HdlExtension implements ParameterResolver, TestExecutionExceptionHandler {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(HdlExtension.class);
  private static final Pattern INVOCATION = Pattern.compile("invocation:#(\\d+)");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Bench.class && context.getTestMethod().isPresent();
  }

  @Override
  public Bench resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // JUnit closes what is AutoCloseable in the store of a test when the test is over.
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(Bench.class, _ -> new Bench(options(context)), Bench.class);
  }

  private static SimulationOptions options(ExtensionContext context) {
    var test = context.getRequiredTestMethod().getAnnotation(HdlTest.class);
    var format = test == null ? TraceFormat.VCD : test.waves();
    return SimulationOptions.defaults().waves(format).waveName(waveName(context));
  }

  /** Class and method, with the number of the invocation if there are several. */
  private static String waveName(ExtensionContext context) {
    var type = context.getRequiredTestClass();
    var name = type.getName().substring(type.getPackageName().length());
    var plain = name.replaceFirst("^\\.", "") + "-" + context.getRequiredTestMethod().getName();
    var invocation = INVOCATION.matcher(context.getUniqueId());
    return invocation.find() ? plain + "-" + invocation.group(1) : plain;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    var bench = context.getStore(NAMESPACE).get(Bench.class, Bench.class);
    if (bench == null || failure instanceof TestAbortedException) {
      throw failure;
    }
    var waves = bench.saveWaves(failure);
    if (waves.isEmpty()) {
      throw failure;
    }
    throw withWaves(failure, waves);
  }

  private static AssertionFailedError withWaves(Throwable failure, String waves) {
    var message = failure instanceof AssertionError ? failure.getMessage() : failure.toString();
    if (failure instanceof AssertionFailedError e && e.isExpectedDefined()) {
      return new AssertionFailedError(message + waves, e.getExpected(), e.getActual(), failure);
    }
    return new AssertionFailedError(message + waves, failure);
  }
}
