package io.cleave.benchmarks.load.systems;

import io.cleave.connection.Transport;

/** Our own protocol on NIO, to be compared with {@link NettyBare}. */
public final class CleaveNativeNio extends NativeEcho {
  /** Found by name. */
  public CleaveNativeNio() {
    super(Transport.NIO);
  }

  @Override
  public String name() {
    return "cleave-native-nio";
  }
}
