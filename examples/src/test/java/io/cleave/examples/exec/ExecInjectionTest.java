package io.cleave.examples.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.examples.testing.FaultLine;
import io.cleave.examples.testing.FullRuns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows E2 and E3: no word of a request becomes anything but the one argument it may be. */
class ExecInjectionTest {
  private static final String PROGRAM = "/bin/echo";

  /** What a word may not make a program or a shell do. */
  static List<String> payloads() {
    List<String> all = new ArrayList<>();
    List<String> words = List.of("a", "7", "a.log");
    List<String> tricks =
        List.of(
            ";id",
            "|id",
            "||id",
            "&id",
            "&&id",
            "$(id)",
            "`id`",
            "${IFS}id",
            "$IFS$9id",
            ">x",
            "<x",
            ">>x",
            "2>&1",
            "*",
            "?",
            "[a-z]",
            "{a,b}",
            "~",
            "~root",
            "!!",
            "#",
            "\\",
            "'",
            "\"",
            "\n",
            "\r",
            "\r\nid",
            "\0",
            "\t",
            " ",
            "%0a",
            "%00",
            "%2e%2e",
            "../",
            "/../",
            "..\\",
            "/etc/passwd",
            "//",
            "=",
            "\u2010",
            "\u2212",
            "\uFF0D",
            "\uFE63",
            "\u00AD",
            "\u202E",
            "\uFEFF",
            "\u0000",
            "\u007F",
            "\u001B[2J",
            "ä",
            "\uD83D\uDE00",
            "\uD800",
            "@",
            "+",
            ",",
            ":",
            "^");
    for (String word : words) {
      for (String trick : tricks) {
        all.add(word + trick);
        all.add(trick + word);
      }
    }
    all.addAll(
        List.of(
            "-",
            "--",
            "-n",
            "-oProxyCommand=id",
            "--output=/x",
            "--help",
            "-1",
            "-0",
            "+1",
            "0x10",
            "1e9",
            "1.0",
            "",
            "..",
            ".",
            "...",
            "a/..",
            "../a",
            "/",
            "~",
            "1234567890123456789"));
    all.add("a".repeat(129));
    all.add("9".repeat(128 << 10));
    return all;
  }

  @Test
  void everyPayloadIsOneArgumentOrNone(@TempDir Path directory) {
    List<String> slots = List.of("{int}", "{word}", "{file:" + directory + "}");
    int accepted = 0;
    int runs = 0;
    for (String slot : slots) {
      Permissions permissions = permissions(slot);
      for (String payload : payloads()) {
        accepted += check(permissions, payload, slot) ? 1 : 0;
        runs++;
      }
    }
    assertThat(runs).isGreaterThanOrEqualTo(900);
    FaultLine.print(
        "E2", "%s payloads in 3 slots, %s taken as they are, 0 anything else", runs, accepted);
  }

  @Test
  void randomWordsAreOneArgumentOrNone() {
    Random random = new Random(2);
    String alphabet = "abz019._-/\\;|&$`'\"(){}[]<>*?~!# \t\n\r=%@+,:^\u0000\u2010ä";
    List<String> slots = List.of("{int}", "{word}");
    int runs = FullRuns.count(10_000_000);
    for (int run = 0; run < runs; run++) {
      StringBuilder word = new StringBuilder();
      for (int length = random.nextInt(6); length >= 0; length--) {
        word.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String slot = slots.get(run % slots.size());
      check(permissions(slot), word.toString(), slot);
    }
    FaultLine.print("E2", "%s random words, 0 taken for anything but one argument", runs);
  }

  private static Permissions permissions(String slot) {
    return Permissions.only(
        List.of(AllowedCommand.parse("run=" + PROGRAM + " -- first " + slot + " last")));
  }

  /** Whether it was taken; then there is exactly one argument for it, in its place. */
  private static boolean check(Permissions permissions, String payload, String slot) {
    Optional<List<String>> argv = permissions.argvOf("run " + payload);
    Optional<List<String>> quoted = permissions.argvOf("run " + quoted(payload));
    for (Optional<List<String>> each : List.of(argv, quoted)) {
      each.ifPresent(
          words -> {
            assertThat(words).hasSize(5).startsWith(PROGRAM, "--", "first").endsWith("last");
            assertThat(isHarmless(words.get(3), slot)).as(payload).isTrue();
          });
    }
    quoted.ifPresent(words -> assertThat(words.get(3)).isEqualTo(payload));
    return quoted.isPresent();
  }

  private static String quoted(String payload) {
    return "'" + payload.replace("'", "'\\''") + "'";
  }

  /** Said once more, without a regular expression. */
  private static boolean isHarmless(String word, String slot) {
    boolean digits = word.chars().allMatch(c -> c >= '0' && c <= '9');
    boolean plain =
        word.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || "._-".indexOf(c) >= 0);
    boolean length = !word.isEmpty() && word.length() <= (slot.equals("{int}") ? 18 : 128);
    return length && !word.startsWith("-") && (slot.equals("{int}") ? digits : plain);
  }
}
