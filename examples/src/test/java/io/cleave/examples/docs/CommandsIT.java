package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the shell commands of README and docs against the jar that was just built. */
final class CommandsIT {
  private static final String JAR_SHOWN = "examples/target/cleave.jar";
  private static final String BUILD = "mvn -q -DskipTests package && ";
  private static final String LISTENING = "listening on ";
  private static final String PYTHON_SHOWN = "examples/python";
  private static final Pattern PORT = Pattern.compile("(--port|_server\\.py) (\\d+)");

  @TempDir private Path directory;

  private final Deque<Child> servers = new ArrayDeque<>();
  private final Map<String, String> ports = new HashMap<>();

  static List<Block> blocks() {
    return shellBlocks().filter(block -> block.marker("run").isPresent()).toList();
  }

  private static Stream<Block> shellBlocks() {
    return Page.all().stream()
        .flatMap(page -> page.blocks().stream())
        .filter(block -> block.language().equals("sh"));
  }

  @Test
  void everyShellBlockIsRunOrSaysWhyNot() {
    assertThat(shellBlocks())
        .allMatch(block -> block.marker("run").isPresent() || block.marker("unrun").isPresent());
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void doesWhatThePageSays(Block block) {
    StringBuilder printed = new StringBuilder();
    try {
      for (String line : commands(block.text())) {
        String command = line.replace(BUILD, "");
        if (command.endsWith("&")) {
          serve(command.substring(0, command.length() - 1).strip());
        } else if (!command.isBlank() && !command.startsWith("mvn ")) {
          printed.append(run(command));
        }
      }
    } finally {
      servers.forEach(Child::close);
    }
    Page.read(block.page())
        .blockBehind(block)
        .filter(next -> next.language().equals("text"))
        .ifPresent(next -> assertThat(printed.toString()).isEqualTo(next.text()));
  }

  /** One element for each command: a quote may go on over many lines. */
  private static List<String> commands(String text) {
    List<String> commands = new ArrayList<>();
    String begun = "";
    for (String line : text.lines().toList()) {
      begun += (begun.isEmpty() ? "" : "\n") + line.replaceFirst(" +# .*", "");
      if (begun.chars().filter(c -> c == '\'').count() % 2 == 0) {
        commands.add(begun);
        begun = "";
      }
    }
    return commands;
  }

  private void serve(String command) {
    Matcher port = PORT.matcher(command);
    assertThat(port.find()).as(command + " names its port").isTrue();
    Child server = start("exec " + port.replaceFirst("$1 0"));
    servers.push(server);
    String address = server.awaitLine(LISTENING);
    ports.put(port.group(2), address.substring(address.lastIndexOf(':') + 1));
  }

  private String run(String command) {
    String known = command;
    for (Map.Entry<String, String> port : ports.entrySet()) {
      known = known.replaceAll("\\b" + port.getKey() + "\\b", port.getValue());
    }
    try (Child child = start(known)) {
      return child.awaitEnd();
    }
  }

  private Child start(String command) {
    String jar = Repository.path(JAR_SHOWN).toString();
    assertThat(Repository.has(JAR_SHOWN)).as("mvn package has built " + JAR_SHOWN).isTrue();
    String python = Repository.path(PYTHON_SHOWN).toString();
    List<String> shell =
        Arrays.asList("bash", "-c", command.replace(JAR_SHOWN, jar).replace(PYTHON_SHOWN, python));
    return Child.start(directory, shell);
  }
}
