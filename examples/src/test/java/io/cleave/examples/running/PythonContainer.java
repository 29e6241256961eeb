package io.cleave.examples.running;

import static java.util.Objects.requireNonNull;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** CPython in a container, with the programs of {@code examples/python}; closing removes it. */
final class PythonContainer implements AutoCloseable {
  /** A directory of its own that programs may write to. */
  static final String DIRECTORY = "/tmp";

  private static final Path PROGRAMS =
      Path.of(System.getProperty("basedir", ""), "python").toAbsolutePath();

  /** Where servers listen inside. */
  static final int PORT = 10010;

  private static final String TYPED = DIRECTORY + "/typed";
  private static final String WITH_TYPED_INPUT =
      "mkfifo " + TYPED + " && exec python3 -B \"$@\" <>" + TYPED;

  private static final String TYPED_FIRST = "printf %s \"$1\" | { shift; \"$@\"; }";

  private final GenericContainer<?> container;

  private PythonContainer(GenericContainer<?> container) {
    this.container = container;
  }

  /** One that shares this machine's network, and waits for programs to {@link #run}. */
  static PythonContainer onThisNetwork(Path... files) {
    return start(container(files).withNetworkMode("host").withCommand("sleep", "infinity"));
  }

  /**
   * One with a network of its own, where a server runs on {@link #port}.
   *
   * @param udp whether it takes datagrams
   */
  static PythonContainer serving(List<String> program, boolean udp, Path... files) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", WITH_TYPED_INPUT, "sh"));
    command.addAll(program);
    GenericContainer<?> container = container(files);
    if (udp) {
      container.withCreateContainerCmdModifier(PythonContainer::exposeUdp);
    } else {
      container.withExposedPorts(PORT);
    }
    return start(
        container
            .withCommand(command.toArray(String[]::new))
            .withEnv("LISTEN_ON", "0.0.0.0")
            .waitingFor(Wait.forLogMessage("listening on .*\\n", 1)));
  }

  /** Testcontainers knows ports of TCP only. */
  private static void exposeUdp(CreateContainerCmd command) {
    ExposedPort port = ExposedPort.udp(PORT);
    HostConfig host = requireNonNull(command.getHostConfig(), "hostConfig");
    command
        .withExposedPorts(port)
        .withHostConfig(host.withPortBindings(new PortBinding(Ports.Binding.empty(), port)));
  }

  private static GenericContainer<?> container(Path... files) {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(Engine.IMAGE))
            .withImagePullPolicy(image -> false)
            .withWorkingDirectory("/python")
            .withCopyFileToContainer(MountableFile.forHostPath(PROGRAMS), "/python");
    for (Path file : files) {
      container.withCopyFileToContainer(
          MountableFile.forHostPath(file), DIRECTORY + "/" + file.getFileName());
    }
    return container;
  }

  private static PythonContainer start(GenericContainer<?> container) {
    container.start();
    return new PythonContainer(container);
  }

  /**
   * Whether 127.0.0.1 is this machine's there too, as it is not where engines run in a machine of
   * their own.
   */
  boolean reaches(int port) {
    String connect =
        "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)";
    return exec("python3", "-c", connect, String.valueOf(port)).getExitCode() == 0;
  }

  /**
   * Runs a program to its end, which has to be a good one; gives what it printed.
   *
   * @param typed its standard input
   */
  String run(List<String> program, String typed) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", TYPED_FIRST, "sh", typed));
    command.addAll(List.of("timeout", Program.PATIENCE.toSeconds() + "s", "python3", "-B"));
    command.addAll(program);
    ExecResult result = exec(command.toArray(String[]::new));
    if (result.getExitCode() != 0) {
      throw new AssertionError(
          "exit code " + result.getExitCode() + "\n" + result.getStdout() + result.getStderr());
    }
    return result.getStdout();
  }

  /** Writes to the server's standard input. */
  void type(String text) {
    exec("sh", "-c", "printf %s \"$1\" >" + TYPED, "sh", text);
  }

  private ExecResult exec(String... command) {
    try {
      return container.execInContainer(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Where the server's port is to be found from here. */
  String host() {
    return container.getHost();
  }

  /** The port of this machine that leads to the server's. */
  int port() {
    Map<ExposedPort, Ports.Binding[]> bindings =
        container.getContainerInfo().getNetworkSettings().getPorts().getBindings();
    return bindings.values().stream()
        .filter(Objects::nonNull)
        .flatMap(Stream::of)
        .mapToInt(binding -> Integer.parseInt(binding.getHostPortSpec()))
        .findFirst()
        .orElseThrow();
  }

  /** Whether the server has not ended. */
  boolean isRunning() {
    return container.isRunning();
  }

  /** What the server has printed so far. */
  String printed() {
    return container.getLogs(OutputType.STDOUT);
  }

  @Override
  public void close() {
    container.close();
  }
}
