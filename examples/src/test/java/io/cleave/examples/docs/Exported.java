package io.cleave.examples.docs;

import io.cleave.wire.FrameFormat;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The classes in the packages that the library's module exports, found on the class path. */
final class Exported {
  private static final List<Class<?>> CLASSES = find();

  private Exported() {}

  /** All of them, those that are not public too. */
  static List<Class<?>> classes() {
    return CLASSES;
  }

  /** The class of that simple name. */
  static Class<?> named(String simpleName) {
    return CLASSES.stream()
        .filter(type -> type.getSimpleName().equals(simpleName))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no class " + simpleName + " in io.cleave"));
  }

  private static List<Class<?>> find() {
    try {
      Path place =
          Path.of(FrameFormat.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      ModuleDescriptor module = ModuleFinder.of(place).findAll().iterator().next().descriptor();
      List<String> packages =
          module.exports().stream().map(ModuleDescriptor.Exports::source).sorted().toList();
      if (Files.isDirectory(place)) {
        return find(place, packages);
      }
      try (FileSystem jar = FileSystems.newFileSystem(place)) {
        return find(jar.getPath("/"), packages);
      }
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError("the library's classes cannot be listed", e);
    }
  }

  private static List<Class<?>> find(Path root, List<String> packages) throws IOException {
    Stream<Class<?>> classes = Stream.empty();
    for (String name : packages) {
      try (Stream<Path> files = Files.list(root.resolve(name.replace('.', '/')))) {
        List<? extends Class<?>> here =
            files
                .map(file -> file.getFileName().toString())
                .filter(file -> file.endsWith(".class") && !file.startsWith("package-info"))
                .sorted()
                .map(file -> load(name + "." + file.replace(".class", "")))
                .toList();
        classes = Stream.concat(classes, here.stream());
      }
    }
    return classes.toList();
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, FrameFormat.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
