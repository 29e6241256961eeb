package io.cleave.endpoint;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Collects what one logger, and Netty, write while it is open, instead of printing it. */
final class LogTap implements AutoCloseable {
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Logger netty;
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          events.add(event);
        }
      };

  private LogTap(Class<?> owner) {
    logger = (Logger) LoggerFactory.getLogger(owner);
    netty = (Logger) LoggerFactory.getLogger("io.netty.channel");
    appender.start();
    for (Logger tapped : List.of(logger, netty)) {
      tapped.addAppender(appender);
      tapped.setAdditive(false);
    }
    logger.setLevel(Level.INFO);
  }

  static LogTap on(Class<?> owner) {
    return new LogTap(owner);
  }

  /** Lines at WARN and above, {@code LEVEL message}. */
  List<String> lines() {
    return events.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  /** Lines at any level. */
  List<String> all() {
    return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** Lines at INFO. */
  List<String> quietLines() {
    return events.stream()
        .filter(event -> event.getLevel() == Level.INFO)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  /** How many lines have a stack trace. */
  long traces() {
    return events.stream()
        .filter(event -> event.getThrowableProxy() != null)
        .filter(event -> event.getThrowableProxy().getStackTraceElementProxyArray().length > 0)
        .count();
  }

  @Override
  public void close() {
    for (Logger tapped : List.of(logger, netty)) {
      tapped.detachAppender(appender);
      tapped.setAdditive(true);
    }
    logger.setLevel(null);
  }
}
