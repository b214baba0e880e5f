package org.acmespark.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.Layout;
import org.acmespark.store.payload.Merge;
import org.acmespark.store.payload.PayloadIndex;
import org.acmespark.store.payload.Stacking;

/** Decides which payload files of ranges are merged, so that a container refers to few files. */
final class MergePlan {
  /** With more files in one container, programs that read it run out of file descriptors. */
  static final int MAX_FILES = 256;

  private final Layout.Place place;
  private final Optional<Stacking> stacking;
  private final Set<String> earlierFiles;

  /**
   * @param earlierFiles names of files that earlier processes committed. They stay unchanged unless
   *     there are too many of them
   */
  MergePlan(Layout.Place place, Optional<Stacking> stacking, Set<String> earlierFiles) {
    this.place = place;
    this.stacking = stacking;
    this.earlierFiles = earlierFiles;
  }

  /** The merges after which at most {@link #MAX_FILES} of the files are left. */
  List<Merge> of(List<PayloadIndex.PayloadFile> files) {
    List<PayloadIndex.PayloadFile> ranges =
        files.stream().filter(file -> file.kind() == Block.Kind.RANGE).toList();
    if (ranges.size() <= MAX_FILES) {
      return List.of();
    }
    List<PayloadIndex.PayloadFile> ours =
        ranges.stream().filter(file -> !earlierFiles.contains(file.name())).toList();
    int others = ranges.size() - ours.size();
    return others <= MAX_FILES / 2 ? merges(ours, MAX_FILES - others) : merges(ranges, MAX_FILES);
  }

  /** Forms at most {@code most} groups of neighbours, each with at most its share of the bytes. */
  private List<Merge> merges(List<PayloadIndex.PayloadFile> files, int most) {
    long total = files.stream().mapToLong(PayloadIndex.PayloadFile::bytes).sum();
    long share = total / (most / 2) + 1;
    List<Merge> merges = new ArrayList<>();
    List<PayloadIndex.PayloadFile> group = new ArrayList<>();
    long bytes = 0;
    for (PayloadIndex.PayloadFile file : files) {
      if (bytes + file.bytes() > share && !group.isEmpty()) {
        addMerge(merges, group);
        group.clear();
        bytes = 0;
      }
      group.add(file);
      bytes += file.bytes();
    }
    addMerge(merges, group);
    return merges;
  }

  private void addMerge(List<Merge> merges, List<PayloadIndex.PayloadFile> group) {
    if (group.size() < 2) {
      return;
    }
    long first = group.get(0).indices()[0];
    long last = group.stream().mapToLong(f -> f.indices()[f.indices().length - 1]).max().orElse(0);
    String stem =
        "%s%s/%s_%s-%s"
            .formatted(place.name(), RunDirectory.PAYLOAD_SUFFIX, place.name(), first, last);
    List<String> taken = group.stream().map(PayloadIndex.PayloadFile::name).toList();
    String finalName = stem + ".h5";
    for (int k = 2; taken.contains(finalName); k++) {
      finalName = stem + "_" + k + ".h5";
    }
    merges.add(new Merge(place, stacking, List.copyOf(group), finalName));
  }
}
