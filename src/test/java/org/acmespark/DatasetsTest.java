package org.acmespark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  @TempDir private Path folder;
  private String file;

  @BeforeEach
  void writeAFile() {
    Path path = folder.resolve("in.h5");
    file = path.toString();
    try (Hdf5Writer writer = Hdf5Writer.create(path)) {
      writer.write("/data", Hdf5Value.of(new double[][] {{1, 2, 3}, {4, 5, 6}}));
      writer.write("/sub/rate", Hdf5Value.of(360.0));
      writer.commit();
    }
  }

  @Test
  void readsWholeDatasetsAsJavaValues() {
    assertArrayEquals(
        new double[][] {{1, 2, 3}, {4, 5, 6}}, (double[][]) Datasets.read(file, "/data"));
    assertEquals(360.0, Datasets.read(file, "/sub/rate"));
  }

  @Test
  void tellsShapes() {
    assertArrayEquals(new long[] {2, 3}, Datasets.shape(file, "/data"));
    assertArrayEquals(new long[0], Datasets.shape(file, "/sub/rate"));
  }

  @Test
  void refusesWhatIsNotThereAndSaysWhatIs() {
    refuses("nosuch.h5: there is no such file", () -> Datasets.read("nosuch.h5", "/data"));
    refuses("has no dataset date; it has: data, sub/rate", () -> Datasets.read(file, "/date"));
    refuses("has no dataset sub", () -> Datasets.shape(file, "/sub"));
  }

  @Test
  void saysThatAFileIsNoHdf5() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.h5"), "no HDF5");
    refuses(
        "is neither an HDF5, a netCDF nor an .npy file",
        () -> Datasets.read(text.toString(), "/data"));
  }

  private static void refuses(String words, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(words), message);
  }
}
