package org.acmespark.display;

/**
 * How much of a file is shown.
 *
 * @param values whether values of small datasets are shown
 * @param ranges whether the ranges of numbers are shown, for which all of them are read
 * @param members how many members of each group are shown
 */
public record InspectionDetail(boolean values, boolean ranges, int members) {}
