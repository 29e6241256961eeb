package io.cleave.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Help and wrong usage, without a process for each; {@code UsageIT} has the processes. */
@Timeout(20) // a command line that is wrong ends by itself
class CommandLineTest {
  /** What a command line left behind. */
  private record Said(int exitCode, String out, String err) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "echo --help",
        "file serve --help",
        "dump serve --help",
        "bot talk --help",
        "udp serve --help",
        "exec run --help",
        "chat join --help",
        "chat udp --help"
      })
  void helpsAtEveryLevel(String words) {
    Said result = say(words);
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).startsWith("Usage: cleave ").contains("--verbose");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "echo serve --framing foo | (expected: none, a length field b B <h",
        "echo serve --proxy required | --proxy required: not in this version",
        "exec serve --half-close | --half-close (expected: with another framing than native)",
        "exec serve --framing native --stderr instead | --stderr instead (expected: with another",
        "exec serve --framing native --reply-framing <q | --framing native with --request-framing",
        "exec serve --request-framing <q | missing: --reply-framing, or --framing for both ways",
        "exec run a:1 --request-framing native --reply-framing <q | --request-framing native (expe",
        "exec serve --host 0.0.0.0 | (without them: loopback only); TLS: not in this version",
        "exec serve --framing <q --token-file f | --token-file f (expected: with native",
        "exec run a:1 --token-file /dev/null | --token-file /dev/null: 0 characters (expected: 1..5",
        "file serve | expected: --root DIR, or one of --push FILE, --root DIR --take, --root DIR --by",
        "file serve --take | expected: --root DIR, or one of --push FILE",
        "file serve --root /tmp --framing <q | expected: native, unless an old form is asked for",
        "file serve --root /tmp --take --by-name | expected: --root DIR, or one of",
        "file serve --root /tmp --push f | expected: --root DIR, or one of",
        "file serve --root /tmp --take --writable | --writable (expected: not with --take)",
        "file serve --root /tmp --by-name --token-file f | as no other framing has a token",
        "file serve --root /tmp --take --framing <q | as a file has a header",
        "file serve --root /tmp --by-name --framing <q | as a file by its name comes bare",
        "file get 127.0.0.1:1 | missing: NAME",
        "file get 127.0.0.1:1 a/.. | -o says where it goes",
        "file get 127.0.0.1:1 name --framing none | expected: native, unless an old form",
        "file get 127.0.0.1:1 name --by-name --pushed | expected: one of them",
        "file get 127.0.0.1:1 name --pushed | no NAME",
        "file get 127.0.0.1:1 --by-name | missing: NAME",
        "file get 127.0.0.1:1 --pushed --framing <q | as a file has a header",
        "file get 127.0.0.1:1 --pushed --framing native | as a file has a header",
        "file put 127.0.0.1:1 f a//b | expected: a plain file name",
        "file put 127.0.0.1:1 f --framing json:<q/file_size --token-file f | no other framing",
        "file put 127.0.0.1:1 f a/b --framing json:<q/file_size | expected: a plain file name",
        "file ls | Missing required parameter: 'HOST:PORT'",
        "dump - | missing: --framing",
        "udp serve --host unix:/tmp/x | as datagrams go over UDP",
        "udp send unix:/tmp/x hi | as datagrams go over UDP",
        "chat join 127.0.0.1:1 | Missing required option: '--name=NAME'",
        "chat join 127.0.0.1:1 --name a:b | expected for --name: 1..64 characters, none of them a",
        "chat udp | Missing required option: '--contact=NAME=HOST:PORT",
        "chat udp --contact bob | 'bob' (expected: NAME=HOST:PORT",
        "chat udp --contact a=b:1 a=b:2 | --contact a (expected: once",
        "bot serve | Missing required option: '--persona=NAME'",
        "bot serve --persona parrot | 'parrot' (expected: robot or chatter)",
        "echo send nowhere hi | HOST:PORT such as"
      })
  void tellsWrongUsageFromFailure(String words, String sentence) {
    Said result = say(words);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).hasLineCount(1).startsWith("cleave: ").contains(sentence);
  }

  private static Said say(String words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Cleave.commands(new PrintWriter(out), new PrintWriter(err)).execute(words.split(" "));
    return new Said(exitCode, out.toString(), err.toString());
  }
}
