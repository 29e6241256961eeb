package io.cleave.examples.file;

import static io.cleave.examples.file.ServedFiles.HOST;
import static io.cleave.examples.file.ServedFiles.ask;
import static io.cleave.examples.file.ServedFiles.request;
import static io.cleave.examples.file.ServedFiles.sha256;
import static io.cleave.examples.file.ServedFiles.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.body.Body;
import io.cleave.endpoint.MessageClient;
import io.cleave.endpoint.MessageServer;
import io.cleave.examples.console.FailureException;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Request;
import io.cleave.exchange.Status;
import io.cleave.header.Header;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes for files, over a socket. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class FileNativeIT {
  private static final int LENGTH = 3 << 20;
  private static final String SHA = "0123456789abcdef".repeat(4);

  @TempDir Path directory;

  private Path here;
  private OpenTree tree;
  private ServedFiles served;
  private MessageClient client;

  @BeforeEach
  void serve() throws IOException {
    here = Files.createDirectory(directory.resolve("here"));
    tree = OpenTree.in(Files.createDirectory(directory.resolve("there")));
    served = ServedFiles.of(tree.root(), true);
    client = served.connect();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    served.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 262_144, 262_145, LENGTH})
  void bringsAFileThereAndBack(int length) throws IOException {
    byte[] content = ServedFiles.random(new Random(length), length);
    Path file = Files.write(here.resolve("file"), content);
    assertThat(upload(file, "sub/new.bin").to(client))
        .isEqualTo(file + ": " + length + " bytes, sha256 " + sha256(content) + " sent");
    assertThat(served.path("sub/new.bin")).hasBinaryContent(content);
    Path back = here.resolve("back");
    assertThat(download("sub/new.bin", back).from(client))
        .isEqualTo(back + ": " + length + " bytes, sha256 " + sha256(content) + " verified");
    assertThat(back).hasBinaryContent(content);
    assertThat(served.parts()).hasSize(1); // the one that was planted
    assertThat(ServedFiles.partsBelow(here)).isEmpty();
  }

  @Test
  void sendsWhatIsAskedFor() {
    ReceivedReply whole = ask(client, "file.get", "name", "file.txt");
    assertThat(whole.meta().longValue("size")).isEqualTo(11);
    assertThat(whole.text()).isEqualTo("inside file");
    String sha256 = sha256("inside file".getBytes(UTF_8));
    assertThat(whole.body().trailers()).isEqualTo(Header.of("sha256", sha256));
    String version = whole.meta().text("version");
    ReceivedReply rest =
        ask(client, "file.get", "name", "file.txt", "offset", 7, "version", version);
    assertThat(rest.text()).isEqualTo("file");
    assertThat(rest.body().trailers().text("sha256")).as("of all of it").isEqualTo(sha256);
    assertThat(ask(client, "file.get", "name", "file.txt", "offset", 11).text()).isEmpty();
  }

  /** One refusal. */
  record Refused(String route, List<Object> meta, Status status) {
    Refused(String route, Status status, Object... meta) {
      this(route, List.of(meta), status);
    }

    @Override
    public String toString() {
      return route + " " + meta + " is " + status;
    }
  }

  static Stream<Refused> refusals() {
    return Stream.of(
        new Refused("file.get", Status.BAD_REQUEST),
        new Refused("file.get", Status.BAD_REQUEST, "name", 7),
        new Refused("file.get", Status.BAD_REQUEST, "name", "../secret.txt"),
        new Refused("file.get", Status.BAD_REQUEST, "name", "file.txt", "offset", -1),
        new Refused("file.get", Status.BAD_REQUEST, "name", "file.txt", "offset", 12),
        new Refused("file.get", Status.CONFLICT, "name", "file.txt", "version", "other"),
        new Refused("file.get", Status.NOT_FOUND, "name", "nothing"),
        new Refused("file.get", Status.NOT_FOUND, "name", "nothing/file.txt"),
        new Refused("file.get", Status.FORBIDDEN, "name", "sub"),
        new Refused("file.get", Status.FORBIDDEN, "name", "link-to-secret"),
        new Refused("file.get", Status.FORBIDDEN, "name", "link-up/secret.txt"),
        new Refused("file.get", Status.FORBIDDEN, "name", ".file.txt.0123456789abcdef.part"),
        new Refused("file.list", Status.NOT_FOUND, "dir", "nothing"),
        new Refused("file.list", Status.FORBIDDEN, "dir", "file.txt"),
        new Refused("file.list", Status.FORBIDDEN, "dir", "link-up"),
        new Refused("file.list", Status.BAD_REQUEST, "dir", ".."),
        new Refused("file.offer", Status.BAD_REQUEST, "name", "a", "size", 1),
        new Refused("file.offer", Status.BAD_REQUEST, "name", "a", "size", -1, "sha256", SHA),
        new Refused("file.offer", Status.BAD_REQUEST, "name", "a", "size", 1, "sha256", "x"),
        new Refused("file.offer", Status.NOT_FOUND, "name", "no/a", "size", 1, "sha256", SHA),
        new Refused("file.offer", Status.FORBIDDEN, "name", "sub", "size", 1, "sha256", SHA),
        new Refused(
            "file.offer",
            Status.BAD_REQUEST,
            "name",
            ".a.0123456789abcdef.part",
            "size",
            1,
            "sha256",
            SHA),
        new Refused(
            "file.put", Status.BAD_REQUEST, "name", "a", "size", 1, "sha256", SHA, "offset", 2),
        new Refused(
            "file.put", Status.CONFLICT, "name", "a", "size", 3, "sha256", SHA, "offset", 2),
        new Refused("file.put", Status.TOO_LARGE, "name", "a", "size", 1L << 60, "sha256", SHA));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refuses(Refused refused) throws IOException {
    assertThat(status(client, request(refused.route(), refused.meta().toArray())))
        .isEqualTo(refused.status());
    assertThat(served.parts()).hasSize(1);
  }

  @Test
  void takesNothingUnlessItIsWritable() throws IOException {
    try (ServedFiles readable = ServedFiles.of(tree.root(), false);
        MessageClient client = readable.connect()) {
      assertThat(status(client, put("a", "hi"))).isEqualTo(Status.FORBIDDEN);
      assertThat(status(client, request("file.offer", "name", "a", "size", 1, "sha256", SHA)))
          .isEqualTo(Status.FORBIDDEN);
      assertThat(ask(client, "file.get", "name", "file.txt").text()).isEqualTo("inside file");
    }
    assertThat(tree.root().resolve("a")).doesNotExist();
  }

  @Test
  void listsWhatCanBeAskedFor() throws IOException {
    FileTime time = FileTime.from(Instant.parse("2026-11-21T10:00:00.123Z"));
    Files.setLastModifiedTime(tree.root().resolve("file.txt"), time);
    Files.writeString(tree.root().resolve("a\nb"), "no plain name");
    List<Header> lines = ask(client, "file.list").text().lines().map(Header::parse).toList();
    assertThat(lines)
        .extracting(line -> line.text("name"))
        .containsExactly("file.txt", "sub", "你好.txt");
    assertThat(lines.get(0))
        .isEqualTo(
            Header.of("name", "file.txt", "size", 11, "mtime_ms", time.toMillis(), "dir", false));
    assertThat(lines.get(1).flag("dir")).isTrue();
    assertThat(ask(client, "file.list", "dir", "sub").text()).contains("\"name\":\"deep.txt\"");
  }

  @Test
  void listsADirectoryLongerThanAMessage() throws IOException {
    for (int i = 0; i < 1_500; i++) {
      Files.createFile(tree.root().resolve("sub/" + "x".repeat(200) + i));
    }
    assertThat(ask(client, "file.list", "dir", "sub").text().lines()).hasSize(1_501);
  }

  @Test
  void replacesAFileAndALinkButNoDirectory() throws IOException {
    assertThat(status(client, put("file.txt", "new"))).isEqualTo(Status.OK);
    assertThat(status(client, put("link-to-secret", "new"))).isEqualTo(Status.OK);
    assertThat(status(client, put("sub", "new"))).isEqualTo(Status.FORBIDDEN);
    assertThat(tree.root().resolve("file.txt")).hasContent("new");
    assertThat(tree.root().resolve("link-to-secret")).isRegularFile().hasContent("new");
    assertThat(tree.root().resolveSibling("secret.txt")).hasContent(OpenTree.SECRET);
  }

  @Test
  void keepsNothingWithAnotherDigestOrLength() throws IOException {
    Object[] meta = {"name", "a", "size", 2, "sha256", SHA};
    assertThat(status(client, request("file.put", meta).withBody(Body.of("hi"))))
        .isEqualTo(Status.CONFLICT);
    assertThat(status(client, request("file.put", meta).withBody(Body.of("hi!"))))
        .isEqualTo(Status.BAD_REQUEST);
    assertThat(served.parts()).hasSize(1);
    assertThat(tree.root().resolve("a")).doesNotExist();
  }

  @Test
  void goesOnFromWhatItHasOfThatContent() throws IOException {
    String sha256 = sha256("first second".getBytes(UTF_8));
    Object[] meta = {"name", "a", "size", 12, "sha256", sha256};
    assertThat(status(client, request("file.put", meta).withBody(Body.of("first "))))
        .as("too short")
        .isEqualTo(Status.BAD_REQUEST);
    assertThat(ask(client, "file.offer", meta).meta().longValue("offset")).isEqualTo(6);
    Request rest = request("file.put", meta);
    rest = rest.withMeta(rest.meta().with("offset", 6)).withBody(Body.of("second"));
    assertThat(status(client, rest)).isEqualTo(Status.OK);
    assertThat(tree.root().resolve("a")).hasContent("first second");
    assertThat(ask(client, "file.offer", meta).meta().longValue("offset")).isZero();
  }

  @Test
  void takesTheSameContentFromOneAtATime() throws IOException {
    FileOffer offer = new FileOffer("a", 2, sha256("hi".getBytes(UTF_8)));
    try (PathFolder folder = new PathFolder(tree.root());
        PartFile held = PartFile.open(folder, offer.partName()).orElseThrow()) {
      assertThat(held.length()).isZero();
      assertThat(status(client, put("a", "hi"))).isEqualTo(Status.BUSY);
      assertThat(status(client, put("b", "hi"))).isEqualTo(Status.BUSY);
      assertThat(status(client, put("a", "ho"))).isEqualTo(Status.OK);
    }
    assertThat(status(client, put("a", "hi"))).isEqualTo(Status.OK);
  }

  @Test
  void sweepsWhatWasLeftADayAgo() throws IOException {
    Path old = tree.root().resolve("sub/" + PartNames.ofContent(SHA));
    Files.writeString(old, "old");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    ServedFiles.of(tree.root(), false).close();
    assertThat(old).exists();
    ServedFiles.of(tree.root(), true).close();
    assertThat(old).doesNotExist();
    assertThat(served.parts()).as("a young one").hasSize(1);
  }

  @Test
  void downloadsOverAFileOnlyIfToldTo() throws IOException {
    Path file = Files.writeString(here.resolve("file.txt"), "old");
    assertThatThrownBy(() -> new NativeDownload("file.txt", file, false, false).from(client))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("is there already");
    assertThat(file).hasContent("old");
    download("file.txt", file).from(client);
    assertThat(file).hasContent("inside file");
  }

  @Test
  void wantsTheToken() throws IOException {
    try (RootDirectory root = RootDirectory.of(tree.root());
        MessageServer closed =
            FileRoutes.of(root, false).addTo(MessageServer.builder()).token("secret").bind(0)) {
      try (MessageClient known =
          MessageClient.builder().token("secret").connect(HOST, closed.port())) {
        assertThat(ask(known, "file.get", "name", "file.txt").text()).isEqualTo("inside file");
      }
      assertThatThrownBy(
              () -> {
                try (MessageClient unknown =
                    MessageClient.builder().token("guess").connect(HOST, closed.port())) {
                  ask(unknown, "file.list");
                }
              })
          .isInstanceOfSatisfying(
              ExchangeException.class,
              refused -> assertThat(refused.status()).isEqualTo(Status.UNAUTHENTICATED));
    }
  }

  private static Request put(String name, String content) {
    byte[] bytes = content.getBytes(UTF_8);
    return request("file.put", "name", name, "size", bytes.length, "sha256", sha256(bytes))
        .withBody(Body.of(bytes));
  }

  private static NativeUpload upload(Path file, String name) {
    return new NativeUpload(file, name, Duration.ofSeconds(5), false);
  }

  private static NativeDownload download(String name, Path target) {
    return new NativeDownload(name, target, true, false);
  }
}
