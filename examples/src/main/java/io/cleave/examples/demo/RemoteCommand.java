package io.cleave.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cleave.endpoint.FrameClient;
import io.cleave.endpoint.FrameServer;
import io.cleave.examples.exec.Shell;
import io.cleave.wire.FrameFormat;
import java.time.Duration;

/** A command on another machine, which happens to be this one. */
final class RemoteCommand {
  private static final FrameFormat Q = FrameFormat.of("<q");

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private RemoteCommand() {}

  static void show(Narrator narrator) {
    narrator.part("A remote command: what was allowed runs, what was not does not");
    Shell shell = Shell.allowing("greet=/bin/echo hello, {word}");
    try (CapturedLog log = CapturedLog.start();
        FrameServer server = FrameServer.builder().format(Q).onCall(shell::answer).bind(0);
        FrameClient client = FrameClient.connect(Q, "127.0.0.1", server.port())) {
      String greeting = ask(client, log, "greet cleave", narrator);
      narrator.holds(greeting.equals("hello, cleave\n"), "the command has run");
      String trick = ask(client, log, "greet cleave;id", narrator);
      String other = ask(client, log, "rm -r /", narrator);
      narrator.holds(
          trick.equals("not allowed: greet") && other.equals("not allowed: rm"),
          "nothing else has");
    }
  }

  private static String ask(
      FrameClient client, CapturedLog log, String command, Narrator narrator) {
    String answer = new String(client.call(command.getBytes(UTF_8)), UTF_8);
    narrator.say(">>: " + command);
    narrator.say(answer.strip());
    narrator.say("log: " + log.awaitLine(PATIENCE));
    return answer;
  }
}
