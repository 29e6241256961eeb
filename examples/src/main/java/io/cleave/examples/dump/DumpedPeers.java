package io.cleave.examples.dump;

import io.cleave.connection.Address;
import io.cleave.connection.ConnectionLog;
import io.cleave.examples.options.Framing;
import io.netty.handler.codec.CodecException;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The streams of the peers that are connected.
 *
 * <p><b>Threading.</b> Any; the calls of one peer one at a time.
 */
final class DumpedPeers {
  private static final ConnectionLog LOG = new ConnectionLog(DumpedPeers.class);

  private final Framing framing;
  private final Consumer<String> lines;

  /** By identity: on a socket file all peers have one name. */
  private final Map<SocketAddress, DumpStream> streams =
      Collections.synchronizedMap(new IdentityHashMap<>());

  /**
   * No peers yet.
   *
   * @param lines takes each line, from any thread
   */
  DumpedPeers(Framing framing, Consumer<String> lines) {
    this.framing = framing;
    this.lines = lines;
  }

  /**
   * Bytes of a peer.
   *
   * @throws CodecException if they cannot be cut: the server refuses the connection then
   */
  void feed(SocketAddress peer, byte[] bytes) {
    DumpStream stream = streams.computeIfAbsent(peer, this::begin);
    try {
      stream.feed(bytes, bytes.length);
    } catch (CodecException broken) {
      streams.remove(peer);
      throw broken;
    }
  }

  private DumpStream begin(SocketAddress peer) {
    String name = Address.text(peer);
    return new DumpStream(framing, line -> lines.accept(name + " " + line));
  }

  /** The connection of a peer is over. */
  void end(SocketAddress peer) {
    DumpStream stream = streams.remove(peer);
    if (stream == null) {
      return;
    }
    try {
      stream.end();
    } catch (CodecException cut) {
      LOG.refused(peer, cut);
    }
  }
}
