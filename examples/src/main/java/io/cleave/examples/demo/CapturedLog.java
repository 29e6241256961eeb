package io.cleave.examples.demo;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** What the library logs, kept for the tour instead of going to standard error. */
final class CapturedLog implements AutoCloseable {
  private final Logger library;
  private final AppenderBase<ILoggingEvent> appender;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private CapturedLog(LoggerContext context) {
    this.library = context.getLogger("io.cleave");
    this.appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
          }
        };
    appender.setContext(context);
  }

  static CapturedLog start() {
    CapturedLog log = new CapturedLog((LoggerContext) LoggerFactory.getILoggerFactory());
    log.appender.start();
    log.library.addAppender(log.appender);
    log.library.setAdditive(false);
    return log;
  }

  String awaitLine(Duration patience) {
    try {
      String line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      return line == null ? "(nothing)" : line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "(interrupted)";
    }
  }

  @Override
  public void close() {
    library.detachAppender(appender);
    library.setAdditive(true);
    appender.stop();
  }
}
