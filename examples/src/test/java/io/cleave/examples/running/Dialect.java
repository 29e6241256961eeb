package io.cleave.examples.running;

import java.util.Map;
import java.util.stream.Stream;

/**
 * A conversation between one of our programs and one of the old ones, which are in {@code
 * examples/python}. In the commands · is a space within a word, HOST and PORT stand for the
 * server's address and DIR for a directory with a file {@code sent.bin}, ours or the old program's;
 * in what is printed MD5 stands for the digest of that file.
 *
 * @param name the dialect
 * @param ours arguments of {@code cleave.jar}
 * @param old a Python program and its arguments
 * @param printed what the client prints
 * @param serverPrints the end of a line the server prints in the end; empty for none
 * @param typed what a person types at the client
 * @param answered what a person types at the server
 * @param arrives a file that our server has in the end, like the one sent; empty for none
 * @param exitCode of our client
 */
record Dialect(
    String name,
    String ours,
    String old,
    String printed,
    String serverPrints,
    String typed,
    String answered,
    String arrives,
    int exitCode) {
  private static final char SPACE = '·'; // within a word
  private static final String PDUN = "{\"name\": \"pdun\", \"age\": \"1\"}";

  private static Dialect of(String name, String ours, String old, String printed) {
    return new Dialect(name, ours, old, printed, "", "", "", "", 0);
  }

  private Dialect withServerPrinting(String line) {
    return new Dialect(name, ours, old, printed, line, typed, answered, arrives, exitCode);
  }

  private Dialect withTyped(String lines) {
    return new Dialect(name, ours, old, printed, serverPrints, lines, answered, arrives, exitCode);
  }

  private Dialect withAnswered(String lines) {
    return new Dialect(name, ours, old, printed, serverPrints, typed, lines, arrives, exitCode);
  }

  private Dialect withArriving(String file) {
    return new Dialect(name, ours, old, printed, serverPrints, typed, answered, file, exitCode);
  }

  private Dialect withExitCode(int code) {
    return new Dialect(name, ours, old, printed, serverPrints, typed, answered, arrives, code);
  }

  /** Whether it goes in datagrams. */
  boolean isUdp() {
    return old.startsWith("udp_");
  }

  /** Old client, our server. */
  static Stream<Dialect> served() {
    return Stream.of(
        of(
            "echo, bare",
            "echo serve --port 0 --framing none --upper",
            "bare_echo_client.py HOST PORT hi 你a",
            "HI\n你A\n"),
        of(
            "echo, bare, GBK in and UTF-8 out",
            "echo serve --port 0 --framing none --charset GBK --suffix SB",
            "bare_echo_client.py HOST PORT --gbk 你好a",
            "你好aSB\n"),
        of("echo, q", "echo serve --port 0 --upper", "echo_client.py HOST PORT hi 你a", "HI\n你A\n"),
        of(
            "three sends that stick together, bare",
            "echo serve --port 0 --framing none",
            "sticky_client.py HOST PORT bare",
            "hellobyebyeagain,bye\n"),
        of(
            "three sends that stick together, q",
            "echo serve --port 0",
            "sticky_client.py HOST PORT framed",
            "hello\nbyebye\nagain,bye\n"),
        of(
            "remote command, bare",
            "exec serve --port 0 --allow-any-shell --framing none",
            "exec_bare_client.py HOST PORT echo·err·>&2;·echo·你好",
            "你好\nerr\n"),
        of(
            "remote command, i",
            "exec serve --port 0 --allow-any-shell --request-framing none --reply-framing <i"
                + " --stderr instead",
            "exec_i_client.py HOST PORT echo·err·>&2;·echo·你好",
            "err\n"),
        of(
            "remote command, q",
            "exec serve --port 0 --allow-any-shell --framing <q",
            "exec_q_client.py HOST PORT echo·err·>&2;·echo·你好",
            "你好\nerr\n"),
        of(
            "file push",
            "file serve --port 0 --push DIR/sent.bin",
            "push_client.py HOST PORT DIR",
            "DIR/sent.bin: 3000000 bytes, md5 MD5\n"),
        of(
                "file upload",
                "file serve --port 0 --root DIR --take",
                "upload_client.py HOST PORT DIR/sent.bin taken.bin",
                "")
            .withArriving("taken.bin"),
        of(
            "file by name",
            "file serve --port 0 --root DIR --by-name",
            "by_name_client.py HOST PORT sent.bin DIR/named.bin",
            "3000000 bytes\n"),
        of(
                "dict",
                "dump serve --port 0 --framing json:<i",
                "dict_client.py HOST PORT name=pdun age=1",
                "")
            .withServerPrinting(" 0 28+0 " + PDUN + " \"\""),
        of(
            "robot",
            "bot serve --port 0 --persona robot",
            "bot_client.py HOST PORT 你好啊 你叫什么名字",
            "你好\n我是cleave\n"),
        of(
            "chatter",
            "bot serve --port 0 --persona chatter",
            "bot_client.py HOST PORT hi Bye",
            "hi\nthe server has closed\n"),
        of(
            "UDP echo",
            "udp serve --port 0 --upper",
            "udp_echo_client.py HOST PORT hi 你a",
            "HI\n你A\n"),
        of("UDP chat", "chat udp-serve --port 0", "udp_chat_client.py pdun=HOST:PORT", "我很好\n")
            .withTyped("pdun: 你好吗\nquit\n")
            .withAnswered("我很好\n")
            .withServerPrinting("] 你好吗"));
  }

  /** Our client, old server. */
  static Stream<Dialect> asked() {
    return Stream.of(
        of(
            "echo, bare",
            "echo send HOST:PORT --framing none hi 你a",
            "bare_echo_server.py PORT suffix",
            "hiSB\n你aSB\n"),
        of(
            "echo, bare, GBK",
            "echo send HOST:PORT --framing none --charset GBK 你好a",
            "bare_echo_server.py PORT upper",
            "你好A\n"),
        of("echo, q", "echo send HOST:PORT hi 你a", "echo_server.py PORT upper", "HI\n你A\n"),
        of(
            "remote command, bare",
            "exec run HOST:PORT --framing none echo err >&2; echo 你好",
            "exec_bare_server.py PORT",
            "你好\nerr\n"),
        of(
            "remote command, i",
            "exec run HOST:PORT --request-framing none --reply-framing <i echo 你好",
            "exec_i_server.py PORT",
            "你好\n"),
        of(
            "remote command, q, of a machine that writes GBK",
            "exec run HOST:PORT --framing <q --charset GBK echo err >&2; echo 你好",
            "exec_q_server.py PORT --charset gbk",
            "你好\nerr\n"),
        of(
            "file push",
            "file get HOST:PORT --pushed -o DIR/got.bin",
            "push_server.py PORT DIR/sent.bin",
            "DIR/got.bin: 3000000 bytes, md5 MD5 verified\n"),
        of(
                "file upload",
                "file put HOST:PORT DIR/sent.bin put.bin --framing json:<q/file_size",
                "upload_server.py PORT DIR",
                "DIR/sent.bin: 3000000 bytes, md5 MD5 sent\n")
            .withServerPrinting("put.bin: 3000000 bytes, md5 right"),
        of(
            "file by name",
            "file get HOST:PORT sent.bin --by-name -o DIR/named.bin",
            "by_name_server.py PORT DIR",
            "DIR/named.bin: 3000000 bytes, unverified: it came without an md5\n"),
        of(
                "dict",
                "echo send HOST:PORT --framing <i {\"name\":\"pdun\"}",
                "dict_server.py PORT",
                "")
            .withServerPrinting("name is pdun")
            .withExitCode(1), // there is no answer
        of("robot", "bot talk HOST:PORT", "robot_server.py PORT", "你好\n我是cleave\n")
            .withTyped("你好啊\n你叫什么名字\n"),
        of("chatter", "bot talk HOST:PORT", "chatter_server.py PORT", "hi\n")
            .withTyped("hi\nBye\n"),
        of("UDP echo", "udp send HOST:PORT hi 你a", "udp_echo_server.py PORT", "HI\n你A\n"),
        of("UDP chat", "chat udp --contact pdun=HOST:PORT", "udp_chat_server.py PORT", "我很好\n")
            .withTyped("pdun: 你好吗\nquit\n")
            .withAnswered("我很好\n")
            .withServerPrinting("] 你好吗"));
  }

  /** The words of a command, with what is known now. */
  static String[] words(String command, Map<String, String> known) {
    return Stream.of(filledIn(command, known).split(" "))
        .map(word -> word.replace(SPACE, ' '))
        .toArray(String[]::new);
  }

  static String filledIn(String text, Map<String, String> known) {
    String filled = text;
    for (Map.Entry<String, String> each : known.entrySet()) {
      filled = filled.replace(each.getKey(), each.getValue());
    }
    return filled;
  }

  @Override
  public String toString() {
    return name;
  }
}
