package org.acmespark.reading;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Outputs;
import org.acmespark.store.payload.SerializedFiles;

/** The source of the results of one computation. */
interface ResultSource {
  boolean isPresent();

  Optional<Path> file();

  List<Object> values();

  /**
   * All return values in order, with their types in the file. Large ones are read when they are
   * asked for.
   *
   * @throws org.acmespark.hdf5.value.NotStorableException for objects that HDF5 cannot hold
   */
  default List<Supplier<Hdf5Value>> stored() {
    return values().stream().map(Hdf5Value::of).map(ResultSource::known).toList();
  }

  private static Supplier<Hdf5Value> known(Hdf5Value value) {
    return () -> value;
  }

  /** Types and shapes of the values; their elements are not read. */
  List<ResultKind> kinds();

  default Object value(int position) {
    List<Object> values = values();
    return values.get(Objects.checkIndex(position, values.size()));
  }

  /**
   * Datasets of HDF5 files.
   *
   * @param row the first value, if results are stacked
   * @param group with the other values, if the container has it
   * @param places of the other values, found on request
   */
  record Datasets(
      Optional<Path> file,
      Optional<Supplier<Hdf5Value>> row,
      Optional<Supplier<ResultsContainer.Group>> group,
      Supplier<List<ResultsContainer.Place>> places,
      OpenFiles open)
      implements ResultSource {
    @Override
    public boolean isPresent() {
      return true;
    }

    /** Reads the values in the group, if they are small; otherwise returns nothing. */
    Optional<List<Hdf5Value>> small() {
      return group
          .map(Supplier::get)
          .flatMap(
              where ->
                  open.open(where.file())
                      .readNumbered(
                          where.path(), ResultsContainer.RESULTS, row.isPresent() ? 1 : 0));
    }

    @Override
    public Object value(int position) {
      if (position == 0 && row.isPresent()) {
        return JavaValues.of(row.get().get());
      }
      Optional<Hdf5Value> small =
          position < 0
              ? Optional.empty()
              : group
                  .map(Supplier::get)
                  .flatMap(where -> open.open(where.file()).readSmall(where.dataset(position)));
      if (small.isPresent()) {
        return JavaValues.of(small.get());
      }
      return places.get().stream()
          .filter(place -> place.position() == position)
          .findFirst()
          .map(this::read)
          .orElseThrow(
              () ->
                  new IndexOutOfBoundsException(
                      "there is no value %s in %s".formatted(position, file.orElse(Path.of("")))));
    }

    @Override
    public List<Object> values() {
      List<Object> values = new ArrayList<>();
      row.ifPresent(first -> values.add(JavaValues.of(first.get())));
      Optional<List<Hdf5Value>> small = small();
      if (small.isPresent()) {
        small.get().forEach(value -> values.add(JavaValues.of(value)));
        return Collections.unmodifiableList(values);
      }
      places.get().stream()
          .sorted((a, b) -> Integer.compare(a.position(), b.position()))
          .map(this::read)
          .forEach(values::add);
      return Collections.unmodifiableList(values);
    }

    @Override
    public List<Supplier<Hdf5Value>> stored() {
      List<Supplier<Hdf5Value>> values = new ArrayList<>();
      row.ifPresent(values::add);
      Optional<List<Hdf5Value>> small = small();
      if (small.isPresent()) {
        small.get().stream().map(ResultSource::known).forEach(values::add);
        return values;
      }
      places.get().stream()
          .sorted((a, b) -> Integer.compare(a.position(), b.position()))
          .forEach(place -> values.add(() -> open.read(place.file(), place.dataset())));
      return values;
    }

    @Override
    public List<ResultKind> kinds() {
      List<ResultKind> kinds = new ArrayList<>();
      row.ifPresent(first -> kinds.add(kind(first.get())));
      places.get().stream()
          .sorted((a, b) -> Integer.compare(a.position(), b.position()))
          .map(place -> open.kind(place.file(), place.dataset()))
          .forEach(kinds::add);
      return kinds;
    }

    private static ResultKind kind(Hdf5Value value) {
      return new ResultKind(value.type().numpyName(), value.shape());
    }

    private Object read(ResultsContainer.Place place) {
      return JavaValues.of(open.read(place.file(), place.dataset()));
    }
  }

  /**
   * A file of Java serialization.
   *
   * @param classPatterns classes that may be read in addition to values
   * @param open makes sure that the file is on this machine
   */
  record Serialized(Path path, List<String> classPatterns, OpenFiles open) implements ResultSource {
    @Override
    public boolean isPresent() {
      return true;
    }

    @Override
    public Optional<Path> file() {
      return Optional.of(path);
    }

    @Override
    public List<Object> values() {
      open.requireFile(path);
      Object result = SerializedFiles.read(path, classPatterns);
      return result instanceof Outputs outputs
          ? outputs.values()
          : Collections.singletonList(result); // which accepts null
    }

    @Override
    public List<ResultKind> kinds() {
      boolean pickle = path.toString().endsWith(".pickle");
      return List.of(new ResultKind(pickle ? "pickle" : "serialized object"));
    }
  }

  /** A file for Python. */
  record Pickled(Path path) implements ResultSource {
    @Override
    public boolean isPresent() {
      return true;
    }

    @Override
    public Optional<Path> file() {
      return Optional.of(path);
    }

    @Override
    public List<Object> values() {
      throw new AcmeException(
          "%s is a pickle, which Python reads: pickle.load(open(\"%s\", \"rb\"))"
              .formatted(path, path.getFileName()));
    }

    @Override
    public List<ResultKind> kinds() {
      return List.of(new ResultKind("pickle"));
    }
  }

  /**
   * No results.
   *
   * @param why the reason, for a caller who requests values
   */
  record Missing(Supplier<String> why) implements ResultSource {
    @Override
    public boolean isPresent() {
      return false;
    }

    @Override
    public Optional<Path> file() {
      return Optional.empty();
    }

    @Override
    public List<Object> values() {
      throw new AcmeException(why.get());
    }

    @Override
    public List<ResultKind> kinds() {
      return List.of();
    }
  }
}
