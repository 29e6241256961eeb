package io.cleave.endpoint;

/**
 * What became of the requests that were in flight when an endpoint was told to drain.
 *
 * @param completed answered, the answer written
 * @param refused came too late and were not started: the asker knows and may ask elsewhere
 * @param cut still going on when the grace was over
 */
public record DrainReport(long completed, long refused, long cut) {
  /** Whether all that was in flight was finished. */
  public boolean isClean() {
    return cut == 0;
  }

  DrainReport plus(DrainReport other) {
    return new DrainReport(completed + other.completed, refused + other.refused, cut + other.cut);
  }
}
