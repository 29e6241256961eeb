package io.cleave.benchmarks.load.systems;

import io.cleave.connection.Transport;

/** Our own protocol on the sockets that most peers choose too: epoll, where the machine has it. */
public final class CleaveNative extends NativeEcho {
  /** Found by name. */
  public CleaveNative() {
    super(Transport.EPOLL.isAvailable() ? Transport.EPOLL : Transport.NIO);
  }

  @Override
  public String name() {
    return "cleave-native";
  }
}
