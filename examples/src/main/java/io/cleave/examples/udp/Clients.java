package io.cleave.examples.udp;

import io.cleave.examples.datagram.Drops.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Tells the addresses that clients may have from those a forger writes into a datagram. */
final class Clients {
  /** Below it are services, some of which answer anything. */
  static final int FIRST_PORT = 1024;

  private final int ownPort;
  private final Set<InetAddress> ownAddresses;

  private Clients(int ownPort, Set<InetAddress> ownAddresses) {
    this.ownPort = ownPort;
    this.ownAddresses = ownAddresses;
  }

  /** Those of a server that listens there. */
  static Clients of(InetSocketAddress server) {
    InetAddress address = server.getAddress();
    return new Clients(
        server.getPort(), address.isAnyLocalAddress() ? addressesHere() : Set.of(address));
  }

  private static Set<InetAddress> addressesHere() {
    Set<InetAddress> addresses = new HashSet<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .forEach(addresses::add);
    } catch (SocketException none) {
      // then loopback is all there is to know
    }
    return addresses;
  }

  /** Why a sender is not answered, if that is so. */
  Optional<Reason> refusal(InetSocketAddress sender) {
    InetAddress address = sender.getAddress();
    if (address.isMulticastAddress() || address.isAnyLocalAddress() || isServer(sender)) {
      return Optional.of(Reason.NO_CLIENT);
    }
    return sender.getPort() < FIRST_PORT ? Optional.of(Reason.SERVICE_PORT) : Optional.empty();
  }

  private boolean isServer(InetSocketAddress sender) {
    InetAddress address = sender.getAddress();
    boolean here = address.isLoopbackAddress() || ownAddresses.contains(address);
    return sender.getPort() == ownPort && here;
  }
}
