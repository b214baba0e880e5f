package org.acmespark.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Unpacks the Python code of this project from the jar into a folder for one process. */
final class PythonCode {
  /** Name of the package; not "acme", because the user's file may import a package of that name. */
  private static final String PACKAGE = "_acme_worker";

  private static final List<String> MODULES = List.of("_wire.py", "_functions.py", "_worker.py");

  private PythonCode() {}

  /** Creates a folder that only this user may enter. */
  static Path ownFolder(String prefix) throws IOException {
    return Files.createTempDirectory(
        prefix, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** Creates a folder with the Python code. */
  static Path unpack() throws IOException {
    Path folder = ownFolder("acme-py");
    Path code = Files.createDirectory(folder.resolve(PACKAGE));
    Files.createFile(code.resolve("__init__.py"));
    for (String module : MODULES) {
      try (var in = PythonCode.class.getResourceAsStream("/acme/" + module)) {
        Files.copy(in, code.resolve(module));
      }
    }
    return folder;
  }

  /** Returns the command that calls {@code main} of a module in such a folder. */
  static List<String> command(String interpreter, Path folder, String module, String... args) {
    List<String> command = new ArrayList<>();
    command.add(interpreter);
    command.add("-c");
    command.add(
        "import sys; sys.path.insert(0, sys.argv.pop(1)); sys.dont_write_bytecode = True;"
            + " from "
            + PACKAGE
            + " import "
            + module
            + "; del sys.path[0]; sys.dont_write_bytecode = False; "
            + module
            + ".main()");
    command.add(folder.toString());
    command.addAll(List.of(args));
    return command;
  }

  /** Deletes the folder. The running process has already read it. */
  static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
