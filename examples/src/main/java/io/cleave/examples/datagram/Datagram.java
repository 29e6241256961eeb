package io.cleave.examples.datagram;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;

/**
 * A datagram that has come, whole.
 *
 * @param sender whom an answer goes to; anybody can write anything there
 * @param bytes none of them is copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Datagram(InetSocketAddress sender, byte[] bytes) {
  /** Checks that both are there. */
  public Datagram {
    requireNonNull(sender, "sender");
    requireNonNull(bytes, "bytes");
  }
}
