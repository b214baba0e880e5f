package org.acmespark.cli;

import java.util.regex.Pattern;
import org.acmespark.run.RecordedCommand;

/**
 * Selects the Spark properties that a resumed run takes from the command that began it: properties
 * for amounts and places, which differ between machines. A property that names code, or a path to
 * code, has to be given again unless the user trusts the run directory, which may be a copy of
 * somebody else's.
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
   * Returns the property if it may be used again.
   *
   * @param property as {@code key=value}
   * @throws IllegalArgumentException if the user has to give the property again
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
