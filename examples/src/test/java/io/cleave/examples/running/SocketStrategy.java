package io.cleave.examples.running;

import java.net.URI;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/**
 * Testcontainers' way to {@link Engine#SOCKET}, tried before its own, which leaves a file in the
 * home directory. Found by it through its service file.
 */
public final class SocketStrategy extends DockerClientProviderStrategy {
  private static final int BEFORE_THE_OTHERS = 1000;

  /** Made by Testcontainers. */
  public SocketStrategy() {}

  @Override
  public String getDescription() {
    return Engine.SOCKET.toString();
  }

  @Override
  public TransportConfig getTransportConfig() {
    return TransportConfig.builder().dockerHost(URI.create("unix://" + Engine.SOCKET)).build();
  }

  @Override
  protected int getPriority() {
    return BEFORE_THE_OTHERS;
  }

  @Override
  protected boolean isPersistable() {
    return false;
  }
}
