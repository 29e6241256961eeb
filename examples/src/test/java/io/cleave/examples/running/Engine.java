package io.cleave.examples.running;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** The Docker engine of this machine: tests that need one are skipped without, and say why. */
final class Engine {
  /** Where an engine listens unless somebody says otherwise. */
  static final Path SOCKET = Path.of("/var/run/docker.sock");

  /** What the tests run Python in: the property of that name in the examples' pom. */
  static final String IMAGE = System.getProperty("cleave.python.image", "");

  static {
    // a machine without an engine is no error, and one sentence says it better
    ((Logger) LoggerFactory.getLogger("org.testcontainers")).setLevel(Level.OFF);
  }

  private Engine() {}

  /** Skips the calling test unless an engine answers that has the image; pulls nothing. */
  static void require() {
    assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(),
        () -> "no Docker engine answers: " + reason());
    try {
      DockerClientFactory.instance().client().inspectImageCmd(IMAGE).exec();
    } catch (NotFoundException notThere) {
      abort(
          "the Docker engine has no image "
              + IMAGE
              + ": make it by `bash .ci/image`, or pull one and name it, as in"
              + " -Dcleave.python.image=python:3-slim");
    }
  }

  private static String reason() {
    String elsewhere = System.getenv("DOCKER_HOST");
    if (elsewhere != null) {
      return "DOCKER_HOST is " + elsewhere;
    }
    try (SocketChannel engine = SocketChannel.open(UnixDomainSocketAddress.of(SOCKET))) {
      return engine.getRemoteAddress() + " takes connections, but does not talk as one";
    } catch (IOException e) {
      return SOCKET + ": " + e.getMessage();
    }
  }
}
