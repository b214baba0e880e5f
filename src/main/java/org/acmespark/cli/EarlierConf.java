package org.acmespark.cli;

import java.util.regex.Pattern;
import org.acmespark.run.RecordedCommand;

/**
 * Which properties of Spark a run that is resumed takes from the command that began it: those that
 * say how much and where, which differ between machines. What names code, or a way to it, is typed
 * again or trusted: a directory may be a copy of somebody else's.
 */
final class EarlierConf {
  private static final Pattern TAKEN =
      Pattern.compile(
          "spark\\.("
              + "acme\\..*|master|app\\.name"
              + "|(driver|executor)\\.(memory|memoryOverhead|memoryOverheadFactor|cores)"
              + "|driver\\.(host|bindAddress|port|maxResultSize)"
              + "|executor\\.(instances|heartbeatInterval)|cores\\.max|task\\.(cpus|maxFailures)"
              + "|default\\.parallelism|local\\.dir|locality\\.wait.*|speculation.*|scheduler\\..*"
              + "|decommission\\.enabled|network\\.timeout.*|rpc\\..*|port\\.maxRetries"
              + "|blockManager\\.port|broadcast\\..*|memory\\..*"
              + "|ui\\.(enabled|port|showConsoleProgress))");

  private EarlierConf() {}

  /**
   * The property, if it may be used again.
   *
   * @param property as {@code key=value}
   * @throws IllegalArgumentException if it has to be given again
   */
  static String require(String property, boolean trusted) {
    String key = property.replaceFirst("=.*", "");
    if (property.equals(key + "=" + RecordedCommand.NOT_RECORDED)) {
      throw new IllegalArgumentException(
          "the run was begun with --conf %s=..., a secret, which was not recorded; give it again"
              .formatted(key));
    }
    if (!trusted && !TAKEN.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "the run was begun with --conf %s, which may name code; give it again with --conf, or all with --trust"
              .formatted(property));
    }
    return property;
  }
}
