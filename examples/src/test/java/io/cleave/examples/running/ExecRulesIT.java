package io.cleave.examples.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.examples.running.Program.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code exec serve} runs and what not, how much a command may take, where it may listen. */
class ExecRulesIT {
  @Test
  void nothingIsAllowedByDefault() {
    try (Program server = ExecDialect.Q.serve();
        Program client = ExecDialect.Q.oldClient(server.port(), "ls", "", "/bin/sh -c ls", "id")) {
      assertThat(client.successful())
          .isEqualTo("not allowed: lsnot allowed: not allowed: /bin/shnot allowed: id");
      assertThat(server.terminate().err())
          .contains("no command is allowed: --allow NAME=ARGV allows one")
          .contains("not allowed: \"/bin/sh -c ls\"");
    }
  }

  @Test
  void onlyWhatATemplateTakesIsRun(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("a.log"), "in a.log\n");
    Files.writeString(Files.createDirectory(directory.resolve("old")).resolve("b"), "in old/b\n");
    Files.createSymbolicLink(directory.resolve("link"), Path.of("a.log"));
    Map<String, String> answers =
        Map.ofEntries(
            Map.entry("say hi", "I say hi\n"),
            Map.entry("say  'hi' ", "I say hi\n"),
            Map.entry("say hi there", "not allowed: say"),
            Map.entry("say -n", "not allowed: say"),
            Map.entry("say hi;id", "not allowed: say"),
            Map.entry("say $(id)", "not allowed: say"),
            Map.entry("say", "not allowed: say"),
            Map.entry("count 3", "1\n2\n3\n"),
            Map.entry("count x", "not allowed: count"),
            Map.entry("count -1", "not allowed: count"),
            Map.entry("cat a.log", "in a.log\n"),
            Map.entry("cat old/b", "in old/b\n"),
            Map.entry("cat ../a.log", "not allowed: cat"),
            Map.entry("cat /etc/passwd", "not allowed: cat"),
            Map.entry("cat link", "not allowed: cat"),
            Map.entry("cat none", "not allowed: cat"),
            Map.entry("/bin/echo say", "not allowed: /bin/echo"),
            Map.entry("Say hi", "not allowed: Say"));
    try (Program server =
        ExecDialect.Q.serve(
            "--allow",
            "say=/bin/echo I say {word}",
            "--allow",
            "count=/usr/bin/seq {int}",
            "--allow",
            "cat=/bin/cat -- {file:" + directory + "}")) {
      String[] commands = answers.keySet().toArray(String[]::new);
      try (Program client = ExecDialect.Q.oldClient(server.port(), commands)) {
        String expected = String.join("", answers.values());
        assertThat(client.successful()).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest(name = "exec serve {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--framing json:<q | cleave: --framing json:<q/body_size (expected: none, a length field",
        "--framing none --host 0.0.0.0 | cleave: exec serve --host 0.0.0.0 needs --framing native",
        "--framing <q --allow-any-shell --host 0.0.0.0 | (without them: loopback only)",
        "--framing <q --allow-any-shell --allow a=/bin/true | --allow-any-shell and --allow",
        "--framing <q --allow ls | cleave: --allow ls (expected: NAME=/absolute/program",
        "--framing <q --allow ls=ls | cleave: --allow ls (expected: the absolute path",
        "--framing <q --allow a=/bin/true --allow a=/bin/true | cleave: --allow a: twice",
        "--framing <q --stderr none | cleave: --stderr none (expected: merged or instead)",
        "--framing <q --max-jobs 0 | cleave: --max-jobs 0 (expected: 1 or more)",
        "--framing <q --tls-cert f | --tls-cert: not in this version"
      })
  void wrongUsageIsRefused(String words, String sentence) {
    Stream<String> more = words.isEmpty() ? Stream.of() : Stream.of(words.split(" "));
    try (Program program =
        Program.cleave(Stream.concat(Stream.of("exec", "serve"), more).toArray(String[]::new))) {
      Result result = program.await();
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).hasLineCount(1).contains(sentence);
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      try (Program server =
          Program.cleave("exec", "serve", "--framing", "<q", "--allow-any-shell", "--port", port)) {
        Result result = server.await();
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
            .isEqualTo(
                "cleave: port "
                    + port
                    + " on 127.0.0.1 is taken (expected: a free one; choose another, or 0 for"
                    + " any)\n");
      }
    }
  }

  @Test
  void aCommandThatTakesTooMuchIsCutAndSaysSo() {
    Marked first = Marked.next();
    Marked second = Marked.next();
    try (Program server =
            ExecDialect.Q.serve("--allow-any-shell", "--time-limit", "2s", "--max-output", "1MiB");
        Program client =
            ExecDialect.Q.oldClient(
                server.port(),
                "yes",
                "printf begun; " + first.sleep(),
                "echo begun >&2; " + second.sleep() + " & wait",
                "echo next")) {
      assertThat(client.successful())
          .isEqualTo(
              "y\n".repeat(1 << 19)
                  + "[cut: output 1MiB]\n"
                  + "begun\n[cut: time 2s]\n"
                  + "begun\n[cut: time 2s]\n"
                  + "next\n");
      assertThat(first.mentions()).isEmpty();
      assertThat(second.mentions()).isEmpty();
    }
  }
}
