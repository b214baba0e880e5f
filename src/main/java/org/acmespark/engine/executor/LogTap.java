package org.acmespark.engine.executor;

import java.util.function.Consumer;
import org.acmespark.engine.channel.StackTraces;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.slf4j.LoggerFactory;

/**
 * Receives the log events of this JVM that pass the loggers' levels. It does not change them.
 *
 * <p>Spark logs through Log4j 2. If a program uses another library behind SLF4J, no events arrive.
 */
public final class LogTap implements AutoCloseable {
  /** Key of the computation's index in the context data of events that are logged during a call. */
  public static final String COMPUTATION = "acme.computation";

  /** Key of the run in the context data of events that are logged during a call. */
  public static final String RUN = "acme.run";

  /**
   * Name of the logger behind {@code Computation.logger()}, whose lines reach the log by itself.
   */
  public static final String FUNCTIONS = "org.acmespark.computation";

  private final Runnable remove;

  private LogTap(Runnable remove) {
    this.remove = remove;
  }

  /** Returns whether Spark's messages go through Log4j 2 in this JVM. */
  public static boolean isPossible() {
    return LoggerFactory.getILoggerFactory()
            .getClass()
            .getName()
            .startsWith("org.apache.logging.slf4j.")
        && LogManager.getContext(LoggerFactory.class.getClassLoader(), false)
            instanceof LoggerContext;
  }

  /** Passes every event to {@code listener} until the tap is closed. */
  public static LogTap open(String name, Consumer<LogEvent> listener) {
    return isPossible() ? attach(name, listener) : new LogTap(() -> {});
  }

  private static LogTap attach(String name, Consumer<LogEvent> listener) {
    LoggerContext context = context();
    LoggerConfig root = context.getConfiguration().getRootLogger();
    var appender = new Listening(name, listener);
    appender.start();
    root.addAppender(appender, Level.ALL, null);
    context.updateLoggers();
    return new LogTap(
        () -> {
          root.removeAppender(name);
          appender.stop();
          context.updateLoggers();
        });
  }

  /**
   * Passes the messages of one logger, from level INFO on, to {@code listener} until the tap is
   * closed. Where they appear otherwise does not change.
   */
  public static LogTap openFor(String logger, Consumer<String> listener) {
    if (!isPossible() || context().getConfiguration().getLoggers().containsKey(logger)) {
      return new LogTap(() -> {});
    }
    Configuration configuration = context().getConfiguration();
    LoggerConfig root = configuration.getRootLogger();
    var appender =
        new Listening(
            logger,
            event -> {
              listener.accept(event.getMessage().getFormattedMessage());
              if (event.getLevel().isMoreSpecificThan(root.getLevel())) {
                root.log(event);
              }
            });
    appender.start();
    var config = new LoggerConfig(logger, Level.INFO, false);
    config.addAppender(appender, Level.ALL, null);
    configuration.addLogger(logger, config);
    context().updateLoggers();
    return new LogTap(
        () -> {
          configuration.removeLogger(logger);
          appender.stop();
          context().updateLoggers();
        });
  }

  /** Stops Spark's log events from reaching the console. Listeners still receive them. */
  public static void silenceSparkOnConsole() {
    if (isPossible()) {
      for (Appender appender : context().getConfiguration().getAppenders().values()) {
        if (appender instanceof ConsoleAppender console) {
          console.addFilter(new NothingOfSpark());
        }
      }
    }
  }

  private static final class NothingOfSpark extends AbstractFilter {
    @Override
    public Result filter(LogEvent event) {
      return event.getLoggerName().startsWith("org.apache.spark.") ? Result.DENY : Result.NEUTRAL;
    }
  }

  /** Returns Log4j's context. Requires {@link #isPossible}. */
  public static LoggerContext context() {
    return (LoggerContext) LogManager.getContext(LoggerFactory.class.getClassLoader(), false);
  }

  /** Converts a Log4j level to a JDK level. */
  public static System.Logger.Level level(Level level) {
    if (level.isMoreSpecificThan(Level.ERROR)) {
      return System.Logger.Level.ERROR;
    }
    if (level.isMoreSpecificThan(Level.WARN)) {
      return System.Logger.Level.WARNING;
    }
    if (level.isMoreSpecificThan(Level.INFO)) {
      return System.Logger.Level.INFO;
    }
    return level.isMoreSpecificThan(Level.DEBUG)
        ? System.Logger.Level.DEBUG
        : System.Logger.Level.TRACE;
  }

  /** Returns an event's message, followed by the exception if it has one. */
  public static String text(LogEvent event) {
    String message = event.getMessage().getFormattedMessage();
    return event.getThrown() == null
        ? message
        : message + System.lineSeparator() + StackTraces.of(event.getThrown());
  }

  @Override
  public void close() {
    remove.run();
  }

  private static final class Listening extends AbstractAppender {
    private final Consumer<LogEvent> listener;

    Listening(String name, Consumer<LogEvent> listener) {
      super(name, null, null, true, Property.EMPTY_ARRAY);
      this.listener = listener;
    }

    @Override
    public void append(LogEvent event) {
      listener.accept(event);
    }
  }
}
