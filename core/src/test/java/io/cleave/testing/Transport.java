package io.cleave.testing;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Arrays;
import java.util.List;

/** The socket implementations that tests run over. */
public enum Transport {
  /** The JDK's selectors; everywhere. */
  NIO(NioServerSocketChannel.class, NioSocketChannel.class) {
    @Override
    IoHandlerFactory ioHandlers() {
      return NioIoHandler.newFactory();
    }

    @Override
    public boolean isAvailable() {
      return true;
    }
  },
  /** Netty's native epoll; Linux. */
  EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class) {
    @Override
    IoHandlerFactory ioHandlers() {
      return EpollIoHandler.newFactory();
    }

    @Override
    public boolean isAvailable() {
      return Epoll.isAvailable();
    }
  };

  private final Class<? extends ServerChannel> serverChannel;
  private final Class<? extends SocketChannel> clientChannel;

  Transport(
      Class<? extends ServerChannel> serverChannel, Class<? extends SocketChannel> clientChannel) {
    this.serverChannel = serverChannel;
    this.clientChannel = clientChannel;
  }

  abstract IoHandlerFactory ioHandlers();

  /** Whether this machine has it. */
  public abstract boolean isAvailable();

  /** Those that this machine has. */
  public static List<Transport> available() {
    return Arrays.stream(values()).filter(Transport::isAvailable).toList();
  }

  /** The channel a server bootstrap needs. */
  public Class<? extends ServerChannel> serverChannel() {
    return serverChannel;
  }

  /** The channel a client bootstrap needs. */
  public Class<? extends SocketChannel> clientChannel() {
    return clientChannel;
  }

  /** A group of that many threads; the caller shuts it down. */
  public EventLoopGroup newGroup(int threads) {
    return new MultiThreadIoEventLoopGroup(threads, ioHandlers());
  }
}
