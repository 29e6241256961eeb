package io.cleave.connection;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannelConfig;

/** Lets a connection answer after the peer has said its last word. */
final class HalfClosure {
  private HalfClosure() {}

  static void allow(Channel channel) {
    if (channel.config() instanceof DuplexChannelConfig config) {
      config.setAllowHalfClosure(true);
    }
  }
}
