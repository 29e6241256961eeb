package io.cleave.examples.file;

import static io.cleave.examples.file.ServedFiles.ask;
import static io.cleave.examples.file.ServedFiles.request;
import static io.cleave.examples.file.ServedFiles.sha256;
import static io.cleave.examples.file.ServedFiles.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.endpoint.MessageClient;
import io.cleave.examples.testing.FaultLine;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.Request;
import io.cleave.exchange.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names on the native protocol: those that try to get out, and those that only look alike. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class FileNativeNamesIT {
  private static final String HI = sha256("hi".getBytes(UTF_8));

  @TempDir Path directory;

  private OpenTree tree;
  private ServedFiles served;
  private MessageClient client;

  @BeforeEach
  void serve() throws IOException {
    tree = OpenTree.in(directory);
    served = ServedFiles.of(tree.root(), true);
    client = served.connect();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    served.close();
  }

  @Test
  void noNameLeadsOutOnAnyRoute() throws IOException {
    Map<Path, String> before = outside();
    List<String> names =
        BadNames.to(
            List.of("secret.txt", "root2/secret.txt", absolute("secret.txt"), "etc/passwd"));
    int escaped = 0;
    for (String name : names) {
      escaped += answer("file.get", "name", name).contains(OpenTree.SECRET) ? 1 : 0;
      escaped += answer("file.list", "dir", name).contains("secret") ? 1 : 0;
      answer("file.offer", "name", name, "size", 2, "sha256", HI);
    }
    assertThat(answer("file.get", "name", "file.txt")).isEqualTo("inside file");
    int taken = 0;
    for (String name : names) {
      taken += status(client, put(name)) == Status.OK ? 1 : 0;
    }
    Map<Path, String> after = outside();
    FaultLine.print(
        "X1",
        "%s bad names got, listed, offered and put, %s answered from outside, %s harmless ones"
            + " taken, %s files outside changed",
        names.size(),
        escaped,
        taken,
        after.equals(before) ? 0 : 1);
    assertThat(escaped).isZero();
    assertThat(after).isEqualTo(before);
    assertThat(names).hasSizeGreaterThanOrEqualTo(500);
  }

  /** A name that looks like another one, or is at the edge of what a name may be. */
  record Case(String name, boolean isTaken) {}

  @Test
  void namesThatLookAlikeAreNamesOfTheirOwn() throws IOException {
    List<Case> cases =
        List.of(
            new Case("readme", true),
            new Case("README", true),
            new Case("Readme", true),
            new Case("stra\u00dfe", true),
            new Case("strasse", true),
            new Case("\u00e9", true),
            new Case("e\u0301", false),
            new Case("\u212b", false),
            new Case("\u00c5", true),
            new Case("A\u030a", false),
            new Case("\uac00", true),
            new Case("\u1100\u1161", false),
            new Case("\u0131", true),
            new Case("I", true),
            new Case("i", true),
            new Case("a".repeat(255), true),
            new Case("a".repeat(256), false),
            new Case("\u597d".repeat(85), true),
            new Case("\u597d".repeat(85) + "a", false),
            new Case("sub/" + "b".repeat(255), true),
            new Case("sub/" + "b".repeat(256), false));
    int taken = 0;
    for (Case each : cases) {
      byte[] content = each.name().getBytes(UTF_8);
      Request put =
          request(
                  "file.put",
                  "name",
                  each.name(),
                  "size",
                  content.length,
                  "sha256",
                  sha256(content))
              .withBody(Body.of(content));
      Status expected = each.isTaken() ? Status.OK : Status.BAD_REQUEST;
      assertThat(status(client, put)).as(each.name()).isEqualTo(expected);
      taken += each.isTaken() ? 1 : 0;
    }
    int mixedUp = 0;
    for (Case each : cases) {
      boolean isItsOwn = answer("file.get", "name", each.name()).equals(each.name());
      mixedUp += isItsOwn == each.isTaken() ? 0 : 1;
    }
    FaultLine.print("X10", "%s names alike, %s taken, %s mixed up", cases.size(), taken, mixedUp);
    assertThat(mixedUp).isZero();
  }

  @Test
  void aDownloadMayHaveTheLongestName() throws IOException {
    String name = "\u597d".repeat(85);
    Files.writeString(tree.root().resolve(name), "long");
    Path target = Files.createDirectory(directory.resolve("here")).resolve(name);
    new NativeDownload(name, target, false, false).from(client);
    assertThat(target).hasContent("long");
  }

  private String answer(String route, Object... meta) {
    try {
      return ask(client, route, meta).text();
    } catch (ExchangeException refused) {
      return "";
    }
  }

  private static Request put(String name) {
    return request("file.put", "name", name, "size", 2, "sha256", HI).withBody(Body.of("hi"));
  }

  private String absolute(String name) {
    return directory.resolve(name).toString().substring(1);
  }

  /** What there is around the root, and in it below other directories. */
  private Map<Path, String> outside() throws IOException {
    Map<Path, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(path -> !path.startsWith(tree.root())).toList()) {
        boolean regular = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        files.put(file, regular ? Files.readString(file) : "");
      }
    }
    return files;
  }
}
