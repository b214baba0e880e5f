package org.acmespark.run;

/** What options are about; help shows them in these groups, in this order. */
public enum OptionGroup {
  INPUTS("Inputs"),
  RESULTS("Results"),
  EXECUTION("Execution"),
  SLURM("Workers that SLURM starts"),
  MESSAGES("Messages");

  private final String title;

  OptionGroup(String title) {
    this.title = title;
  }

  /** Returns the heading of the group. */
  public String title() {
    return title;
  }
}
