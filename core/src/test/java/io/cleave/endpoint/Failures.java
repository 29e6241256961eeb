package io.cleave.endpoint;

import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What went wrong on any thread. */
final class Failures {
  private final Collection<String> all = new ConcurrentLinkedQueue<>();

  void add(String failure) {
    all.add(failure);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  @Override
  public String toString() {
    return String.join("\n", all);
  }
}
