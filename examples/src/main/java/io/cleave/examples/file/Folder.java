package io.cleave.examples.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** A directory in which files are made. Every name is one component of a path. */
interface Folder extends Closeable {
  /** Opens a file; the options say how, and never follow a link. */
  FileChannel open(Path name, Set<OpenOption> options, FileAttribute<?>... attributes)
      throws IOException;

  /**
   * What has this name, be it a link.
   *
   * @throws NoSuchFileException if nothing has
   */
  BasicFileAttributes look(Path name) throws IOException;

  /** Whether files have permissions here. */
  boolean hasPermissions();

  /** Sets the permissions of a file. */
  void permit(Path name, Set<PosixFilePermission> permissions) throws IOException;

  /** Removes a file, if it is there. */
  void remove(Path name) throws IOException;

  /**
   * Gives a file another name, in one step that others see whole or not at all.
   *
   * @param replacing whether a file that has that name gives way
   * @throws java.nio.file.FileAlreadyExistsException if it should not, and is there
   */
  void rename(Path from, Path to, boolean replacing) throws IOException;

  /** Brings the names to the disk. */
  void sync() throws IOException;

  /** How many bytes are free, as far as that can be known. */
  long usableSpace();
}
