package io.cleave.benchmarks.load;

/**
 * One way to send requests over a connection and to get each of them back: a server and its
 * clients.
 *
 * <p>Found by {@link java.util.ServiceLoader}. Every one is set up for speed as its own
 * documentation says, unless its name says otherwise, and {@link #settings} says how.
 *
 * <p><b>Threading.</b> An instance is used as a server or for clients, never as both, and by one
 * thread.
 */
public interface EchoSystem extends AutoCloseable {
  /** What it is called on the command line and in results; letters, digits and dashes. */
  String name();

  /** What was set, in a line. */
  String settings();

  /**
   * Listens on loopback and answers each request with its own bytes.
   *
   * @return the port, any free one
   * @throws Exception if that is not possible
   */
  int serve() throws Exception;

  /**
   * Makes one connection more.
   *
   * @param payload writes what is sent, and checks what comes back
   * @throws Exception if nobody is there
   */
  EchoClient connect(int port, Payload payload, Answers answers) throws Exception;

  /** Ends the server, or all connections, and the threads. */
  @Override
  void close();
}
