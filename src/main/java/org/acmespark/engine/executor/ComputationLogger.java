package org.acmespark.engine.executor;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.StackTraces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends messages to the run's log file, and to SLF4J with the computation's index as prefix. */
final class ComputationLogger implements System.Logger {
  private static final Logger LOG = LoggerFactory.getLogger(LogTap.FUNCTIONS);

  private final long index;
  private final FunctionLog log;

  ComputationLogger(long index, FunctionLog log) {
    this.index = index;
    this.log = log;
  }

  @Override
  public String getName() {
    return LOG.getName();
  }

  @Override
  public boolean isLoggable(Level level) {
    return log.takes(level) || isLoggedHere(level);
  }

  private static boolean isLoggedHere(Level level) {
    return switch (level) {
      case ALL, TRACE -> LOG.isTraceEnabled();
      case DEBUG -> LOG.isDebugEnabled();
      case INFO -> LOG.isInfoEnabled();
      case WARNING -> LOG.isWarnEnabled();
      case ERROR -> LOG.isErrorEnabled();
      case OFF -> false;
    };
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
    if (log.takes(level)) {
      String text = thrown == null ? message : message + "\n" + StackTraces.of(thrown);
      log.add(new Message.LogLine(index, System.currentTimeMillis(), level, "", text));
    }
    String line = "[computation " + index + "] " + message;
    switch (level) {
      case ALL, TRACE -> LOG.trace(line, thrown);
      case DEBUG -> LOG.debug(line, thrown);
      case INFO -> LOG.info(line, thrown);
      case WARNING -> LOG.warn(line, thrown);
      case ERROR -> LOG.error(line, thrown);
      case OFF -> {}
    }
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String format, Object... params) {
    if (isLoggable(level)) {
      String message =
          params == null || params.length == 0 ? format : MessageFormat.format(format, params);
      log(level, bundle, message, (Throwable) null);
    }
  }
}
