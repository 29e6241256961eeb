package io.cleave.body;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes down each step, and breaks at one of them. */
final class BrokenPart implements Part {
  final List<String> steps = new ArrayList<>();
  private final Part disk;
  private final int breaksAt;
  private final IOException failure;

  /** Breaks at a step, counted from 0. */
  BrokenPart(Part disk, int breaksAt, IOException failure) {
    this.disk = disk;
    this.breaksAt = breaksAt;
    this.failure = failure;
  }

  private void step(String name) throws IOException {
    steps.add(name);
    if (steps.size() == breaksAt + 1) {
      throw failure;
    }
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    step("write");
    disk.write(bytes);
  }

  @Override
  public void finish() throws IOException {
    step("finish");
    disk.finish();
  }

  @Override
  public void rename() throws IOException {
    step("rename");
    disk.rename();
  }

  @Override
  public void syncDirectory() throws IOException {
    step("syncDirectory");
    disk.syncDirectory();
  }

  @Override
  public void remove() {
    steps.add("remove");
    disk.remove();
  }
}
