package io.cleave.endpoint;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

/**
 * An end that the peer cannot take for a good one: what was not sent yet is thrown away, and the
 * peer told so.
 *
 * <p><b>Threading.</b> On the channel's event loop.
 */
final class Reset {
  private static final int AT_ONCE = 0;
  private static final int OFF = -1;

  private Reset() {}

  /** From now on every close is one, also the one by the operating system when a process dies. */
  static void arm(Channel channel) {
    linger(channel, AT_ONCE);
  }

  /** A close is an orderly end again. */
  static void disarm(Channel channel) {
    linger(channel, OFF);
  }

  /** Closes. */
  static void now(Channel channel) {
    arm(channel);
    channel.unsafe().close(channel.voidPromise()); // past the handlers: one of them may linger
  }

  private static void linger(Channel channel, int seconds) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, seconds);
    }
  }
}
