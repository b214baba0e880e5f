package org.acmespark.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.acmespark.Judges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorStackTest {
  @TempDir Path folder;

  private String message(String file, String dataset) {
    Path path = folder.resolve(file);
    return assertThrows(
            Hdf5Exception.class,
            () -> {
              try (var reader = Hdf5Reader.open(path)) {
                reader.read(dataset);
              }
            })
        .getMessage()
        .replace(path.toString(), file);
  }

  @Test
  void showsTheErrorThatTells() throws Exception {
    Judges.h5py(
        """
        import h5py, numpy as np, sys
        f = h5py.File(sys.argv[1] + '/a.h5', 'w')
        f.create_dataset('lzf', data=np.arange(100.), chunks=(100,), compression='lzf')
        f.create_dataset('zip', data=np.arange(10000.), chunks=(10000,), compression='gzip')
        f.create_dataset('sum', data=np.arange(10000.), chunks=(10000,), fletcher32=True)
        f['away'] = h5py.ExternalLink('gone.h5', '/x')
        zip, sum = [f[k].id.get_chunk_info(0).byte_offset for k in ('zip', 'sum')]
        f.close()
        with open(sys.argv[1] + '/a.h5', 'r+b') as b:
            b.seek(zip + 100); b.write(b'damaged' * 30)
            b.seek(sum + 100); b.write(b'damaged')
        """,
        folder);
    Files.write(folder.resolve("text.h5"), "no HDF5 at all".getBytes());
    Files.write(folder.resolve("empty.h5"), new byte[0]);
    byte[] bytes = Files.readAllBytes(folder.resolve("a.h5"));
    Files.write(folder.resolve("cut.h5"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    for (String[] expected :
        new String[][] {
          {"a.h5", "lzf", "compressed with the filter lzf (number 32000), which is missing here"},
          {"a.h5", "zip", "inflate() failed"},
          {"a.h5", "sum", "data error detected by Fletcher32 checksum"},
          {"a.h5", "away", "unable to open external file, external link file name = 'gone.h5'"},
          {"a.h5", "none", "object 'none' doesn't exist"},
          {"text.h5", "x", "file signature not found"},
          {"empty.h5", "x", "file signature not found"},
          {"cut.h5", "zip", "truncated file: eof = "}
        }) {
      String message = message(expected[0], expected[1]);
      assertTrue(message.contains(expected[2]), message);
      assertFalse(message.contains("plugin"), message);
    }
  }

  @Test
  void aFolderForProgramsIsAskedForWhereTheLibraryCannotBeLoaded() {
    String noexec =
        LoadingFailure.text(
            new UnsatisfiedLinkError(
                "/tmp/x/libhdf5.so: failed to map segment from shared object"));
    assertTrue(noexec.contains("mounted noexec"), noexec);
    assertTrue(noexec.contains("org.bytedeco.javacpp.cachedir"), noexec);
    String unwritable =
        LoadingFailure.text(
            new IllegalStateException(
                "x", new java.io.IOException("/home/x/.javacpp: Read-only file system")));
    assertTrue(unwritable.contains("org.bytedeco.javacpp.cachedir"), unwritable);
    assertEquals(
        "java.lang.UnsatisfiedLinkError: no build for this machine",
        LoadingFailure.text(new UnsatisfiedLinkError("no build for this machine")));
  }
}
