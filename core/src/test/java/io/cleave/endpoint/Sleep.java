package io.cleave.endpoint;

/** Handlers that take their time. */
final class Sleep {
  private Sleep() {}

  /** Sleeps; an interrupt ends it and stays set. */
  static void millis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
