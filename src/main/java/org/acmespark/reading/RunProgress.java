package org.acmespark.reading;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.BitSet;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.acmespark.model.HomeDirectory;
import org.acmespark.model.RunHolder;
import org.acmespark.store.directory.RemoteDirectory;
import org.acmespark.store.directory.RunUse;

/**
 * How far a run is that another process computes, from its ledger. Each look reads only what has
 * been added to the ledger since the last one.
 */
public final class RunProgress {
  private static final int BUFFER = 1 << 16;

  /** What becomes of a run. */
  public enum State {
    /** A process computes it. */
    RUNNING,
    /** All computations have results. */
    COMPLETE,
    /** It has ended, and some computations failed. */
    FAILED,
    /** It ended, or its process died, before all computations were tried. */
    STOPPED
  }

  /**
   * How far a run is.
   *
   * @param computed number of computations with results
   * @param failed number of computations that failed, and have not been computed since
   * @param holder the process that computes the run
   * @param last when something was committed last
   */
  public record Now(
      State state,
      long nInputs,
      long computed,
      long failed,
      Optional<RunHolder> holder,
      Optional<Instant> last) {}

  private final RunFiles files;
  private final long nInputs;
  private final AttemptScan lines;
  private final BitSet computed = new BitSet();
  private final BitSet failed = new BitSet();
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private long read;

  private RunProgress(RunFiles files, long nInputs) {
    this.files = files;
    this.nInputs = nInputs;
    this.lines = new AttemptScan(nInputs, this::take);
  }

  /**
   * Finds a run.
   *
   * @param place its directory or its container, on a file system of this machine
   * @throws IllegalArgumentException if there is no run, or the place is on another file system
   */
  public static RunProgress of(String place) {
    if (RemoteDirectory.isAddress(place)) {
      throw new IllegalArgumentException(
          place + ": expected a directory on a file system of this machine");
    }
    RunFiles files = RunFiles.of(HomeDirectory.expand(place));
    RunManifest manifest =
        RunManifest.read(files.manifest())
            .orElseThrow(
                () -> new IllegalArgumentException(place + ": there is no file *_run.json"));
    return new RunProgress(files, manifest.nInputs());
  }

  /** The function's name in the names of files. */
  public String name() {
    return files.name();
  }

  public Path directory() {
    return files.directory();
  }

  /** The results container, if it is there. */
  public Optional<Path> container() {
    return Optional.of(files.container()).filter(Files::exists);
  }

  /**
   * Looks at the run.
   *
   * @throws AcmeException if the ledger or the manifest cannot be read
   */
  public Now look() {
    boolean inUse = RunUse.isInUse(files.directory());
    Optional<RunHolder> holder = RunUse.holder(files.directory());
    Optional<Instant> last = Optional.empty();
    if (Files.exists(files.ledger())) {
      try {
        readOn();
        last = Optional.of(Files.getLastModifiedTime(files.ledger()).toInstant());
      } catch (IOException e) {
        throw new AcmeException("the ledger %s cannot be read: %s".formatted(files.ledger(), e), e);
      }
    }
    long done = computed.cardinality();
    long lost = failed.cardinality();
    State state;
    if (inUse) {
      state = State.RUNNING;
    } else if (done == nInputs) {
      state = State.COMPLETE;
    } else {
      state = done + lost == nInputs ? State.FAILED : State.STOPPED;
    }
    return new Now(state, nInputs, done, lost, holder, last);
  }

  /** Reads whole lines from where the last look ended. */
  private void readOn() throws IOException {
    try (var ledger = FileChannel.open(files.ledger(), StandardOpenOption.READ)) {
      if (ledger.size() < read) { // a resumed run has cut off a line that was not whole
        read = 0;
        begun.reset();
      }
      ledger.position(read);
      var buffer = ByteBuffer.allocate(BUFFER);
      while (ledger.read(buffer) > 0) {
        buffer.flip();
        read += buffer.limit();
        while (buffer.hasRemaining()) {
          byte next = buffer.get();
          if (next == '\n') {
            lines.take(begun.toString(StandardCharsets.UTF_8));
            begun.reset();
          } else {
            begun.write(next);
          }
        }
        buffer.clear();
      }
    }
  }

  private void take(RecordedAttempt attempt) {
    switch (attempt.status()) {
      case COMPUTED -> {
        computed.set(attempt.index());
        failed.clear(attempt.index());
      }
      case FAILED -> {
        failed.set(attempt.index());
        computed.clear(attempt.index());
      }
      default -> {} // retried: a later line has the result
    }
  }
}
