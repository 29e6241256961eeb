package io.cleave.endpoint;

/** The server stops, and whoever waits for a peer on a worker waits no longer. */
final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("interrupted, as the server stops", null, false, false);
  }
}
