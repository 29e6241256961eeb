package io.cleave.benchmarks.suite;

/** Where figures come from. */
interface Source {
  /**
   * Measures what is wanted of it.
   *
   * @throws InterruptedException if it was told to stop
   */
  void measure(Plan plan, Figures figures) throws InterruptedException;
}
