package org.acmespark.store.directory;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * A directory on a Hadoop file system. Files are uploaded and downloaded as a whole.
 *
 * <pre>{@code
 * var run = RemoteDirectory.of("hdfs://namenode:8020/results/run");
 * run.list("");                                       // f.h5, f_run.json, ...
 * run.fetch("f.h5", Path.of("/tmp/f.h5"));
 * }</pre>
 *
 * <p>Names are relative to the directory, with slashes.
 */
public final class RemoteDirectory {
  /** Prefix of Spark options that are passed to Hadoop. */
  private static final String SPARK_HADOOP = "spark.hadoop.";

  private final FileSystem files;
  private final Path directory;

  /** A file and its size in bytes. */
  public record Entry(String name, long bytes) {}

  private RemoteDirectory(FileSystem files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /** Whether a place is an address with a scheme and not a local path. */
  public static boolean isAddress(String place) {
    return place.matches("(?s)[A-Za-z][A-Za-z0-9+.-]+://.*") && !place.startsWith("file:");
  }

  /**
   * Returns the directory at an address, without accessing it. Hadoop reads its usual settings;
   * options {@code spark.hadoop.*} of the command line override them.
   *
   * @throws IllegalArgumentException if Hadoop does not know the scheme
   * @throws AcmeException if the host is unknown
   */
  public static RemoteDirectory of(String address) {
    try {
      var directory = new Path(URI.create(address));
      FileSystem files = FileSystem.get(directory.toUri(), Settings.HADOOP);
      return new RemoteDirectory(files, files.makeQualified(directory));
    } catch (UnsupportedFileSystemException e) {
      throw new IllegalArgumentException(
          "%s: Hadoop knows no file system with the scheme %s here"
              .formatted(address, address.substring(0, address.indexOf(':'))),
          e);
    } catch (IOException e) {
      throw unreachable(address, e);
    } catch (IllegalArgumentException e) {
      if (e.getCause() instanceof UnknownHostException host) {
        throw unreachable(address, host);
      }
      throw new IllegalArgumentException(
          "%s is not an address of a directory: %s".formatted(address, e.getMessage()), e);
    }
  }

  private static final String BEST_EFFORT =
      "dfs.client.block.write.replace-datanode-on-failure.best-effort";

  /** Read once, because reading takes as long as uploading a small file. */
  private static final class Settings {
    static final Configuration HADOOP = read();

    private static Configuration read() {
      var settings = new Configuration();
      // Otherwise a file cannot be appended to if there are fewer data nodes than wanted replicas.
      settings.setBoolean(BEST_EFFORT, true);
      for (Map.Entry<Object, Object> property : System.getProperties().entrySet()) {
        if (property.getKey().toString().startsWith(SPARK_HADOOP)) {
          String name = property.getKey().toString().substring(SPARK_HADOOP.length());
          settings.set(name, property.getValue().toString());
        }
      }
      return settings;
    }
  }

  private static AcmeException unreachable(String address, IOException e) {
    return new AcmeException("cannot reach %s: %s".formatted(address, why(e)), e);
  }

  /** Messages of Hadoop's RPC are pages long; the first line describes the error. */
  public static String why(IOException e) {
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return e.getClass().getSimpleName() + ": " + first;
  }

  private Path at(String name) {
    return name.isEmpty() ? directory : new Path(directory, name);
  }

  FileSystem fileSystem() {
    return files;
  }

  Path path(String name) {
    return at(name);
  }

  /** The address of the directory, {@code hdfs://host:port/...}. */
  public String address() {
    return directory.toString();
  }

  /** The address of a file in it. */
  public String address(String name) {
    return at(name).toString();
  }

  /** Whether a file or directory exists. */
  public boolean exists(String name) {
    try {
      return files.exists(at(name));
    } catch (IOException e) {
      throw unreachable(address(name), e);
    }
  }

  /** Whether the directory exists and is a directory. */
  public boolean isDirectory() {
    try {
      return files.getFileStatus(directory).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw unreachable(address(), e);
    }
  }

  /** The files in a folder by name, folders left out; none if it is not there. */
  public List<Entry> list(String folder) {
    try {
      List<Entry> entries = new ArrayList<>();
      for (FileStatus file : files.listStatus(at(folder))) {
        if (file.isFile()) {
          entries.add(new Entry(file.getPath().getName(), file.getLen()));
        }
      }
      entries.sort((a, b) -> a.name().compareTo(b.name()));
      return entries;
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw unreachable(address(folder), e);
    }
  }

  /**
   * Copies a file to this machine, whole or not at all.
   *
   * @throws AcmeException if it is not there or cannot be read
   */
  public void fetch(String name, java.nio.file.Path target) {
    try {
      Files.createDirectories(target.getParent());
      java.nio.file.Path part = target.resolveSibling("." + target.getFileName() + ".part");
      try (InputStream in = files.open(at(name))) {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AcmeException("cannot read %s: %s".formatted(address(name), why(e)), e);
    }
  }

  /**
   * Looks for files that somebody else has put, or could have put, into the directory.
   *
   * @return a description; empty if there are no such files
   */
  Optional<String> stranger() {
    try {
      String user = UserGroupInformation.getCurrentUser().getShortUserName();
      List<FileStatus> all = new ArrayList<>(List.of(files.listStatus(directory)));
      all.add(files.getFileStatus(directory));
      for (FileStatus file : all) {
        if (!file.getOwner().equals(user)) {
          return Optional.of(
              "%s belongs to %s, not to %s".formatted(file.getPath(), file.getOwner(), user));
        }
        // Object stores report artificial permissions.
        boolean real = files.getScheme().matches("hdfs|viewfs|webhdfs|swebhdfs");
        FsPermission permission = file.getPermission();
        if (real
            && (permission.getGroupAction().implies(FsAction.WRITE)
                || permission.getOtherAction().implies(FsAction.WRITE))) {
          return Optional.of(
              "%s can be written by others (%s)".formatted(file.getPath(), permission));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw unreachable(address(), e);
    }
  }

  /** The text of a small file. */
  public String read(String name) throws IOException {
    try (InputStream in = files.open(at(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  long size(String name) throws IOException {
    return files.getFileStatus(at(name)).getLen();
  }

  /** Whether the directory has no entries. */
  boolean isEmpty() throws IOException {
    return files.listStatus(directory).length == 0;
  }

  void makeDirectories(String name) throws IOException {
    if (!files.mkdirs(at(name))) {
      throw new IOException("the directory cannot be created");
    }
  }

  /** Uploads a local file. It is on the disks of the file system when this method returns. */
  public void upload(java.nio.file.Path file, String name) throws IOException {
    try (FSDataOutputStream out = files.create(at(name), true)) {
      Files.copy(file, out);
      if (out.hasCapability("hsync")) {
        out.hsync();
      }
    }
  }

  /** Gives a complete file its final name; readers see the whole file or nothing. */
  public void rename(String staged, String name, boolean replace) throws IOException {
    if (!replace && files.exists(at(name))) {
      throw new FileAlreadyExistsException(
          address(name), null, "the name is taken, and no file is ever replaced");
    }
    if (replace) {
      replace(at(staged), at(name));
    } else if (!files.rename(at(staged), at(name))) {
      throw new IOException("rename was refused");
    }
  }

  private void replace(Path staged, Path target) throws IOException {
    try {
      FileContext.getFileContext(directory.toUri(), files.getConf())
          .rename(staged, target, Options.Rename.OVERWRITE);
    } catch (
        UnsupportedFileSystemException e) { // this file system cannot replace a file in one step
      files.delete(target, false);
      if (!files.rename(staged, target)) {
        throw new IOException("rename was refused", e);
      }
    }
  }

  /** Deletes a file or a whole folder if it exists. */
  void delete(String name) throws IOException {
    files.delete(at(name), true);
  }
}
