package io.cleave.examples.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A root to be served, with secrets and ways to them around it. What is to be had begins with
 * {@link #INSIDE}, what is not is {@link #SECRET}.
 *
 * @param root what is served
 */
public record OpenTree(Path root) {
  /** See above. */
  public static final String INSIDE = "inside ";

  /** See above. */
  public static final String SECRET = "CANARY";

  /** Plants it below a directory that is empty. */
  public static OpenTree in(Path directory) throws IOException {
    Path root = Files.createDirectory(directory.resolve("root"));
    Files.createDirectory(root.resolve("sub"));
    Path sibling = Files.createDirectory(directory.resolve("root2"));
    for (Path outside : new Path[] {directory, sibling}) {
      Files.writeString(outside.resolve("secret.txt"), SECRET);
      Files.writeString(outside.resolve("deep.txt"), SECRET);
      Files.writeString(outside.resolve("file.txt"), SECRET);
    }
    Files.writeString(root.resolve("file.txt"), INSIDE + "file");
    Files.writeString(root.resolve("你好.txt"), INSIDE + "你好");
    Files.writeString(root.resolve("sub/deep.txt"), INSIDE + "deep");
    Files.writeString(root.resolve(".file.txt.0123456789abcdef.part"), SECRET);
    link(root, "link-to-file", "file.txt");
    link(root, "link-to-secret", "../secret.txt");
    link(root, "link-to-nothing", "../nothing");
    link(root, "link-to-itself", "link-to-itself");
    link(root, "link-to-sub", "sub");
    link(root, "link-up", "..");
    link(root, "link-to-root2", sibling.toString());
    return new OpenTree(root);
  }

  private static void link(Path root, String name, String target) throws IOException {
    Files.createSymbolicLink(root.resolve(name), Path.of(target));
  }
}
