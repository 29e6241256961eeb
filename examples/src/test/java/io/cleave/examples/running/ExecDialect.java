package io.cleave.examples.running;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A way in which old programs send a command and its answer; either end, ours or theirs. */
enum ExecDialect {
  BARE("--framing", "none"),
  I("--request-framing", "none", "--reply-framing", "<i"),
  Q("--framing", "<q");

  @SuppressWarnings("ImmutableEnumChecker") // List.of gives one that is
  private final List<String> framing;

  ExecDialect(String... framing) {
    this.framing = List.of(framing);
  }

  /** {@code exec serve}, on any free port. */
  Program serve(String... more) {
    return serve(List.of(), more);
  }

  /** The same with flags for Java. */
  Program serve(List<String> flags, String... more) {
    return Program.cleave(flags, words(List.of("exec", "serve", "--port", "0"), more));
  }

  /** {@code exec run}, asking a server on loopback. */
  Program run(int port, String... more) {
    return Program.cleave(List.of(), words(List.of("exec", "run", "127.0.0.1:" + port), more));
  }

  private String[] words(List<String> command, String... more) {
    return Stream.of(command, framing, List.of(more)).flatMap(List::stream).toArray(String[]::new);
  }

  /** The old server, on any free port. */
  Program oldServer(String... more) {
    return old("server", Stream.concat(Stream.of("0"), Stream.of(more)));
  }

  /** The old client; each command is one request. */
  Program oldClient(int port, String... commands) {
    Stream<String> address = Stream.of("127.0.0.1", String.valueOf(port));
    return old("client", Stream.concat(address, Stream.of(commands)));
  }

  private Program old(String role, Stream<String> args) {
    String program = "exec_" + name().toLowerCase(Locale.ROOT) + "_" + role + ".py";
    return Program.python(program, args.toArray(String[]::new));
  }
}
