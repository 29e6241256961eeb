package io.cleave.examples.file;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Names by which a peer may try to get out of a directory. */
public final class BadNames {
  /** What they are made of. */
  private static final List<String> PIECES =
      List.of(
          "..",
          ".",
          "...",
          "/",
          "//",
          "\\",
          "\\\\",
          ":",
          "C:",
          "~",
          "~root",
          "%2e%2e",
          "%2f",
          "%5c",
          "%252e%252e%252f",
          "..%2f",
          "%c0%ae",
          "．．",
          "。。",
          "／",
          "＼",
          "\0",
          "\n",
          "\r",
          "\u001b",
          "\u202e",
          "\u2066",
          " ",
          "\u3000",
          "CON",
          "NUL.txt",
          "COM1",
          "file.txt",
          "file.txt:stream",
          "sub",
          "deep.txt",
          "secret.txt",
          "root",
          "root2",
          "link-up",
          "link-to-root2",
          "link-to-secret",
          "link-to-sub",
          "etc",
          "passwd",
          "proc",
          "self",
          "environ",
          "你好.txt",
          "e\u0301",
          "*",
          "|id",
          "$(id)",
          "a");

  /** How to go up, as each system, decoder or filter might read it. */
  private static final List<String> UPWARDS =
      List.of(
          "../",
          "..\\",
          "./../",
          ".../",
          "....//",
          "..././",
          "..//",
          "..;/",
          "%2e%2e/",
          "%2e%2e%2f",
          "..%2f",
          "..%5c",
          "%2e%2e%5c",
          "%252e%252e%252f",
          "%c0%ae%c0%ae/",
          "%uff0e%uff0e/",
          "．．/",
          "．．／",
          "..／",
          "..\u2215",
          "..\u2044",
          "..\\/",
          ".. /",
          "../ ",
          "..\0/",
          "..\t/",
          "\u202e../",
          "sub/../../",
          "sub/..\\..\\",
          "file.txt/../../",
          "./",
          "link-up/",
          "sub/../link-up/",
          "~/../",
          "..:/",
          "C:../",
          "x/../../");

  /** What leads straight there. */
  private static final List<String> ROOTS =
      List.of(
          "/",
          "//",
          "///",
          "\\",
          "\\\\",
          "\\\\?\\",
          "\\\\.\\",
          "\\\\127.0.0.1\\c$\\",
          "//127.0.0.1/",
          "C:\\",
          "C:/",
          "c:",
          "file:/",
          "file:///",
          "file://localhost/",
          "jar:file:/",
          "~/",
          "~root/",
          "$HOME/",
          "/./",
          "/../",
          "/proc/self/root/",
          "/proc/self/cwd/../",
          "/dev/fd/../../../",
          "%2f",
          "\0/");

  private BadNames() {}

  /**
   * A fixed list: every way to each goal, and names that are bad without one.
   *
   * @param goals what they would like to get, from the root of everything or from where one is
   */
  public static List<String> to(List<String> goals) {
    Set<String> names = new LinkedHashSet<>();
    for (String goal : goals) {
      for (String up : UPWARDS) {
        for (int times = 1; times <= 4; times *= 2) {
          names.add(up.repeat(times) + goal);
        }
        names.add(up + goal.replace("/", "\\"));
        names.add(up + goal + "\0.txt");
      }
      ROOTS.forEach(root -> names.add(root + goal));
    }
    names.addAll(SINGLE);
    names.addAll(
        List.of("a".repeat(256), "é".repeat(128), "a/".repeat(2048) + "a", "a".repeat(4097)));
    return new ArrayList<>(names);
  }

  /** Without a goal: each a row of its own. */
  private static final List<String> SINGLE =
      List.of(
          "",
          ".",
          "..",
          "...",
          "/",
          "\\",
          "~",
          " ",
          "a.",
          "a ",
          "a..",
          ".. ",
          ". .",
          "．",
          "．．",
          "。",
          "CON",
          "con",
          "Con.txt",
          "PRN",
          "AUX",
          "NUL",
          "NUL.txt",
          "nul .txt",
          "COM1",
          "COM9.log",
          "LPT1",
          "COM¹",
          "CONIN$",
          "CONOUT$",
          "a:b",
          "file.txt:stream",
          "file.txt::$DATA",
          "C:",
          "C:x",
          "C:\\x",
          "\\\\server\\share",
          "a\0",
          "\0a",
          "a\nb",
          "a\rb",
          "a\tb",
          "\u001b[2J",
          "a\u007f",
          "a\u0085b",
          "a\u2028b",
          "a\u2029b",
          "a\u202eb",
          "a\u200eb",
          "\u2066a",
          "e\u0301",
          "sub",
          "sub/",
          "sub/.",
          "sub/..",
          "file.txt/",
          "file.txt/.",
          "link-up",
          "link-to-file",
          "link-to-secret",
          "link-to-nothing",
          "link-to-itself",
          "link-to-root2",
          "link-to-root2/secret.txt",
          ".file.txt.0123456789abcdef.part");

  /** One to six pieces in any order; few of them good. */
  static String random(Random random) {
    StringBuilder name = new StringBuilder();
    int pieces = 1 + random.nextInt(6);
    for (int i = 0; i < pieces; i++) {
      name.append(PIECES.get(random.nextInt(PIECES.size())));
      name.append(random.nextInt(3) == 0 ? "/" : "");
    }
    return name.toString();
  }
}
