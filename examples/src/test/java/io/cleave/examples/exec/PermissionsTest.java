package io.cleave.examples.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionsTest {

  private static Permissions allowing(String... commands) {
    return Permissions.only(List.of(commands).stream().map(AllowedCommand::parse).toList());
  }

  @Test
  void allowsNothingUnlessTold() {
    Permissions nothing = Permissions.only(List.of());

    assertThat(nothing.isNothing()).isTrue();
    assertThat(nothing.argvOf("ls")).isEmpty();
    assertThat(nothing.argvOf("")).isEmpty();
  }

  @Test
  void handsWholeRequestToShellWhereAnyIsAllowed() {
    assertThat(Permissions.anyShell().argvOf("ls | wc -l"))
        .hasValue(List.of("/bin/sh", "-c", "ls | wc -l"));
    assertThat(Permissions.anyShell().argvOf("ls\0-l")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ls            | /bin/ls,-l,--",
        "' ls '        | /bin/ls,-l,--",
        "echo 5        | /bin/echo,5",
        "echo 05       | /bin/echo,05",
        "say a.b-c     | /bin/echo,said,a.b-c",
        "say 'a'       | /bin/echo,said,a",
        "ls x          | refused",
        "echo          | refused",
        "echo 5 6      | refused",
        "echo -5       | refused",
        "echo 5a       | refused",
        "say -n        | refused",
        "say a;b       | refused",
        "say 'a b'     | refused",
        "say a/b       | refused",
        "say ä         | refused",
        "say '         | refused",
        "LS            | refused",
        "/bin/ls       | refused",
        "rm            | refused"
      })
  void fillsSlotsWithWordsThatFit(String request, String argv) {
    Permissions permissions =
        allowing("ls=/bin/ls -l --", "echo=/bin/echo {int}", "say=/bin/echo said {word}");

    assertThat(permissions.argvOf(request).map(words -> String.join(",", words)).orElse("refused"))
        .isEqualTo(argv);
  }

  @Test
  void givesFileUnderDirectoryByItsWholePath(@TempDir Path directory) throws IOException {
    Path root = Files.createDirectory(directory.resolve("root"));
    Files.createDirectory(root.resolve("sub"));
    Files.writeString(root.resolve("a.log"), "");
    Files.writeString(root.resolve("sub/b.log"), "");
    Files.writeString(directory.resolve("secret"), "");
    Files.createSymbolicLink(root.resolve("link"), directory.resolve("secret"));
    Files.createSymbolicLink(root.resolve("linked"), directory);
    Permissions permissions = allowing("cat=/bin/cat {file:" + root + "}");

    assertThat(permissions.argvOf("cat a.log")).hasValue(List.of("/bin/cat", root + "/a.log"));
    assertThat(permissions.argvOf("cat sub/b.log"))
        .hasValue(List.of("/bin/cat", root + "/sub/b.log"));
    for (String refused :
        List.of(
            "../secret",
            "sub",
            "link",
            "linked/secret",
            "sub/../a.log",
            "./a.log",
            "none",
            "-a",
            "''",
            root + "/a.log",
            "a.log/",
            "../root/a.log",
            "a.log/../a.log")) {
      assertThat(permissions.argvOf("cat " + refused)).as(refused).isEqualTo(Optional.empty());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ls                  | expected: NAME=/absolute/program",
        "=/bin/ls            | expected: NAME=/absolute/program",
        "a b=/bin/ls         | expected: NAME=/absolute/program",
        "-l=/bin/ls          | expected: NAME=/absolute/program",
        "ls=                 | expected: a program behind the =",
        "ls=ls               | ls (expected: the absolute path of a program that is there)",
        "ls=/bin/no-such     | expected: the absolute path of a program that is there",
        "ls=/etc/passwd      | expected: the absolute path of a program that is there",
        "ls=/bin/ls 'x       | is not closed",
        "ls=/bin/ls {any}    | {any} (expected: {int}, {word} or {file:DIR}",
        "ls=/bin/ls -n{int}  | -n{int} (expected: {int}, {word} or {file:DIR}",
        "ls=/bin/ls {file:x} | expected: the absolute path of a directory that is there"
      })
  void refusesCommandThatCannotBeMeant(String text, String sentence) {
    assertThatThrownBy(() -> AllowedCommand.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void refusesNameThatComesTwice() {
    assertThatThrownBy(() -> allowing("a=/bin/ls", "a=/bin/cat"))
        .hasMessage("--allow a: twice (expected: each name once)");
  }
}
