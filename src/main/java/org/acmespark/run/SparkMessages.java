package org.acmespark.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.acmespark.engine.executor.LogTap;
import org.acmespark.model.Verbosity;
import org.acmespark.store.directory.RunLog;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.logging.log4j.core.filter.Filterable;

/**
 * Writes Spark's messages to the log file of the run while a Spark of this library lives. Only
 * errors of Spark go to the terminal, or to the other places where this program logs. Closing
 * restores the loggers.
 *
 * <p>Logger levels are lowered so that Spark logs these messages. A filter on the existing
 * appenders holds back what they would not have received before.
 */
public final class SparkMessages implements AutoCloseable {
  private static final List<String> CHATTY =
      List.of("org.apache.spark", "org.apache.hadoop", "org.sparkproject", "io.netty");

  private final Map<LoggerConfig, Level> levels = new HashMap<>();
  private final Set<Filterable> filtered = ConcurrentHashMap.newKeySet();
  private final Gate gate;
  private final LogTap tap;
  private volatile RunLog log = RunLog.none();

  private SparkMessages(boolean verbose) {
    if (LogTap.isPossible()) {
      gate = new Gate(LogTap.context().getConfiguration(), verbose);
      openLoggers();
    } else {
      gate = null;
    }
    tap = LogTap.open("acme-run", this::hear);
  }

  /** Starts to capture messages. */
  public static SparkMessages capture(Verbosity verbosity) {
    return new SparkMessages(verbosity == Verbosity.VERBOSE);
  }

  /** Writes the following messages to this log. */
  public void to(RunLog runLog) {
    log = runLog;
  }

  private void openLoggers() {
    LoggerContext context = LogTap.context();
    Configuration configuration = context.getConfiguration();
    for (Appender appender : configuration.getAppenders().values()) {
      if (appender instanceof Filterable filterable) {
        filterable.addFilter(gate);
        filtered.add(filterable);
      }
    }
    open(configuration.getRootLogger());
    CHATTY.stream()
        .map(configuration.getLoggers()::get)
        .filter(named -> named != null && named.getExplicitLevel() != null)
        .forEach(this::open);
    context.updateLoggers();
  }

  private void open(LoggerConfig logger) {
    if (logger.getLevel().isMoreSpecificThan(Level.WARN)) {
      levels.put(logger, logger.getLevel());
      logger.setLevel(Level.INFO);
    }
  }

  private void hear(LogEvent event) {
    // Messages during a call come from the executor, which may be this JVM.
    if (event.getContextData().getValue(LogTap.COMPUTATION) == null
        && !event.getLoggerName().equals(LogTap.FUNCTIONS)
        && event.getLevel().isMoreSpecificThan(Level.INFO)) {
      String name = event.getLoggerName();
      log.say(
          List.of(
              new RunLog.Line(
                  event.getTimeMillis(),
                  LogTap.level(event.getLevel()),
                  name.substring(name.lastIndexOf('.') + 1),
                  LogTap.text(event))));
    }
  }

  @Override
  public void close() {
    tap.close();
    if (gate != null) {
      filtered.forEach(appender -> appender.removeFilter(gate));
      levels.forEach(LoggerConfig::setLevel);
      LogTap.context().updateLoggers();
    }
  }

  /** Passes the events that the original levels allowed, but only errors of Spark. */
  private static final class Gate extends AbstractFilter {
    private final Map<String, Level> byPrefix = new HashMap<>();
    private final Map<String, Level> known = new ConcurrentHashMap<>();
    private final boolean verbose;

    Gate(Configuration configuration, boolean verbose) {
      this.verbose = verbose;
      configuration.getLoggers().forEach((name, logger) -> byPrefix.put(name, logger.getLevel()));
    }

    @Override
    public Result filter(LogEvent event) {
      Level least = known.computeIfAbsent(event.getLoggerName(), this::least);
      return event.getLevel().isMoreSpecificThan(least) ? Result.NEUTRAL : Result.DENY;
    }

    private Level least(String logger) {
      Level configured = configured(logger);
      if (verbose) {
        return configured;
      }
      Level wanted =
          CHATTY.stream().anyMatch(name -> logger.startsWith(name)) ? Level.ERROR : Level.WARN;
      return configured.isMoreSpecificThan(wanted) ? configured : wanted;
    }

    private Level configured(String logger) {
      String prefix = logger;
      while (!byPrefix.containsKey(prefix) && !prefix.isEmpty()) {
        prefix = prefix.substring(0, Math.max(0, prefix.lastIndexOf('.')));
      }
      return byPrefix.getOrDefault(prefix, Level.ERROR); // Log4j's own, without a configuration
    }
  }
}
