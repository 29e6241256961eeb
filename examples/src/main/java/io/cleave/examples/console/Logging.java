package io.cleave.examples.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.cleave.endpoint.MessageClient;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;

/**
 * Where logs go: standard error, a line an event, no stack traces unless asked for. Found by
 * Logback through its service file.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  private static final String LINE = "%d{HH:mm:ss.SSS} %-5level %msg";
  private static final String OWN_FILE = "logback.configurationFile";
  private static volatile boolean verbose;

  /** Made by Logback. */
  public Logging() {}

  /** Asks for everything, stack traces included; before the first logger is made. */
  public static void beVerbose() {
    verbose = true;
  }

  /** Whether that was asked for. */
  static boolean isVerbose() {
    return verbose;
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(OWN_FILE) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern(LINE + (verbose ? "%n%ex" : "%n%nopex"));
    encoder.start();
    ConsoleAppender<ILoggingEvent> toStandardError = new ConsoleAppender<>();
    toStandardError.setContext(context);
    toStandardError.setTarget("System.err");
    toStandardError.setEncoder(encoder);
    toStandardError.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(toStandardError);
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    context.getLogger("io.cleave").setLevel(verbose ? Level.DEBUG : Level.INFO);
    // a client says itself what became of its connection
    context.getLogger(MessageClient.class).setLevel(verbose ? Level.DEBUG : Level.ERROR);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
