package io.cleave.examples.testing;

import java.io.IOException;

/** What a thread does with sockets, and what ends when one is closed. */
@FunctionalInterface
public interface SocketWork {
  /** Does it to its end. */
  void run() throws IOException;

  /** Does it in a thread of its own, which no program waits for. */
  static void inBackground(String name, SocketWork work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // as it is meant to be
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }
}
