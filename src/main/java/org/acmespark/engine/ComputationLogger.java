package org.acmespark.engine;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands messages to SLF4J with the computation's index in front. */
final class ComputationLogger implements System.Logger {
  private static final Logger LOG = LoggerFactory.getLogger("org.acmespark.computation");

  private final long index;

  ComputationLogger(long index) {
    this.index = index;
  }

  @Override
  public String getName() {
    return LOG.getName();
  }

  @Override
  public boolean isLoggable(Level level) {
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
