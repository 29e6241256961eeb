package io.cleave.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BodyTest {
  private Path directory;
  private Path file;
  private final Pull pull = new Pull();

  @BeforeEach
  void writeFile(@TempDir Path fresh) throws IOException {
    directory = fresh;
    file = Files.writeString(directory.resolve("digits"), "0123456789");
  }

  /** One way to make a body, and what has to come out. */
  record Maker(String title, Made made, String kind, String expected) {
    @Override
    public String toString() {
      return title;
    }
  }

  interface Made {
    Body from(Path file) throws IOException;
  }

  static final List<Maker> MAKERS =
      List.of(
          new Maker("nothing", file -> Body.empty(), "memory", ""),
          new Maker("bytes", file -> Body.of("0123456789".getBytes(UTF_8)), "memory", "0123456789"),
          new Maker("no bytes", file -> Body.of(new byte[0]), "memory", ""),
          new Maker("text", file -> Body.of("grüße"), "memory", "grüße"),
          new Maker("a buffer", file -> Body.of(direct("0123456789")), "memory", "0123456789"),
          new Maker(
              "a buffer half read",
              file -> Body.of(direct("0123456789").skipBytes(5)),
              "memory",
              "56789"),
          new Maker("a file", Body::file, "file", "0123456789"),
          new Maker("its middle", file -> Body.file(file, 3, 4), "file", "3456"),
          new Maker("its end", file -> Body.file(file, 9, 1), "file", "9"),
          new Maker("nothing behind it", file -> Body.file(file, 10, 0), "file", ""),
          new Maker("an open file", file -> Body.file(opened(file), 2, 3), "file", "234"),
          new Maker(
              "a stream", file -> Body.stream(stream("0123456789"), 10), "stream", "0123456789"),
          new Maker("an empty stream", file -> Body.stream(stream(""), 0), "stream", ""),
          new Maker(
              "a stream read by its caller",
              file -> Body.stream(stream("0123456789"), 10, Runnable::run),
              "stream",
              "0123456789"),
          new Maker(
              "a publisher",
              file -> Body.stream(new ScriptedPublisher("01234", "", "56789"), 10),
              "stream",
              "0123456789"),
          new Maker(
              "an empty publisher", file -> Body.stream(new ScriptedPublisher(), 0), "stream", ""));

  private static ByteBuf direct(String text) {
    return Unpooled.directBuffer().writeBytes(text.getBytes(UTF_8));
  }

  private static InputStream stream(String bytes) {
    return new CountingStream(bytes);
  }

  private static FileChannel opened(Path file) throws IOException {
    return FileChannel.open(file);
  }

  static Stream<Arguments> makersAndChunks() {
    return MAKERS.stream()
        .flatMap(maker -> Stream.of(1, 3, 10, 65536).map(max -> Arguments.of(maker, max)));
  }

  @ParameterizedTest(name = "{0}, at most {1} bytes a chunk")
  @MethodSource("makersAndChunks")
  void givesTheAnnouncedBytes(Maker maker, int maxBytes) throws IOException {
    Body body = maker.made().from(file);
    assertThat(body.length()).isEqualTo(maker.expected().getBytes(UTF_8).length);

    byte[] bytes = pull.all(body.open(pull.encoder()), maxBytes);

    assertThat(new String(bytes, UTF_8)).isEqualTo(maker.expected());
    release(body);
    assertThat(pull.held()).isZero();
    assertThat(Pull.descriptorsBelow(directory)).isZero();
  }

  static List<Maker> makers() {
    return MAKERS;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("makers")
  void saysKindAndLength(Maker maker) throws IOException {
    Body body = maker.made().from(file);
    assertThat(body).hasToString("Body[" + maker.kind() + ", " + body.length() + " bytes]");
    release(body);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("makers")
  void showsWhatIsInMemoryAndNothingElse(Maker maker) throws IOException {
    Body body = maker.made().from(file);
    assertThat(body.isInMemory()).isEqualTo(maker.kind().equals("memory"));
    if (body.isInMemory()) {
      assertThat(body.text()).isEqualTo(maker.expected());
      assertThat(body.text(ISO_8859_1).getBytes(ISO_8859_1)).isEqualTo(body.bytes());
      assertThat(body.content().readableBytes()).isEqualTo((int) body.length());
    } else {
      assertThatIllegalStateException().isThrownBy(body::content).withMessageContaining("open()");
      assertThatIllegalStateException().isThrownBy(body::bytes);
      assertThatIllegalStateException().isThrownBy(body::text);
    }
    release(body);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("makers")
  void countsReferences(Maker maker) throws IOException {
    Body body = maker.made().from(file);
    if (body.length() == 0 && body.isInMemory()) {
      assertThat(body.release()).isFalse(); // Netty's empty buffer lives for ever
      return;
    }
    assertThat(body.refCnt()).isEqualTo(1);
    assertThat(body.retain().retain(2).touch().touch("hint")).isSameAs(body);
    assertThat(body.refCnt()).isEqualTo(4);
    assertThat(body.release(3)).isFalse();
    assertThat(body.release()).isTrue();
    assertThat(body.refCnt()).isZero();
    assertThatThrownBy(body::release).isInstanceOf(IllegalReferenceCountException.class);
    assertThatThrownBy(() -> body.open(pull.encoder()))
        .isInstanceOf(IllegalReferenceCountException.class);
    assertThat(Pull.descriptorsBelow(directory)).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("makers")
  void outlivesItsReleaseWhileItIsOpen(Maker maker) throws IOException {
    Body body = maker.made().from(file);
    BodySource source = body.open(pull.encoder());
    release(body);

    assertThat(new String(pull.all(source, 3), UTF_8)).isEqualTo(maker.expected());
    assertThat(pull.held()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("makers")
  void letsGoOfWhatWasNotPulled(Maker maker) throws IOException {
    Body body = maker.made().from(file);
    BodySource source = body.open(pull.encoder());
    if (source.next(pull.allocator, 1) instanceof ByteBuf first) {
      first.release();
    }
    source.close();
    source.close();
    release(body);
    assertThat(pull.held()).isZero();
    assertThat(Pull.descriptorsBelow(directory)).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("makers")
  void refusesChunksOfNothing(Maker maker) throws IOException {
    Body body = maker.made().from(file);
    try (BodySource source = body.open(pull.encoder())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> source.next(pull.allocator, 0))
          .withMessage("maxBytes: 0 (expected: from 1)");
    }
    release(body);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("makers")
  void opensAgainWhatCanBeReadAgain(Maker maker) throws IOException {
    Body body = maker.made().from(file);
    boolean again = !maker.kind().equals("stream") && !maker.title().equals("an open file");
    assertThat(pull.all(body.open(pull.encoder()), 4)).hasSize((int) body.length());
    if (again) {
      assertThat(pull.all(body.open(pull.encoder()), 4)).hasSize((int) body.length());
    } else {
      assertThatIllegalStateException()
          .isThrownBy(() -> body.open(pull.encoder()))
          .withMessageContaining("was opened before (expected: once");
    }
    release(body);
  }

  private static void release(Body body) {
    body.release();
  }

  @Test
  void emptyIsOneObjectWithoutOwner() {
    assertThat(Body.empty()).isSameAs(Body.empty());
    assertThat(Body.empty().length()).isZero();
    assertThat(Body.empty().text()).isEmpty();
  }

  @Test
  void readingItsBufferTakesNothingAway() throws IOException {
    Body body = Body.of("0123456789");
    body.content().skipBytes(7);
    assertThat(body.text()).isEqualTo("0123456789");
    assertThat(pull.all(body.open(pull.encoder()), 100)).hasSize(10);
    body.release();
  }

  @Test
  void doesNotCopyBytes() throws IOException {
    byte[] bytes = "abc".getBytes(UTF_8);
    Body body = Body.of(bytes);
    bytes[0] = 'x';
    assertThat(body.text()).isEqualTo("xbc");
    assertThat(body.bytes()).isNotSameAs(bytes);
    body.release();
  }

  @Test
  void takesOneReferenceOfABuffer() {
    ByteBuf buffer = Unpooled.buffer().writeByte(1).retain();
    Body.of(buffer).release();
    assertThat(buffer.refCnt()).isEqualTo(1);
    buffer.release();
  }

  @Test
  void malformedTextBecomesReplacementCharacters() {
    Body body = Body.of(new byte[] {'a', (byte) 0xff});
    assertThat(body.text()).isEqualTo("a\ufffd");
    body.release();
  }

  @Test
  void holdsNoDescriptorUntilItIsOpened() throws IOException {
    Body body = Body.file(file);
    assertThat(Pull.descriptorsBelow(directory)).isZero();
    try (BodySource source = body.open(pull.encoder())) {
      assertThat(source.isDone()).isFalse();
      assertThat(Pull.descriptorsBelow(directory)).isEqualTo(1);
    }
    assertThat(Pull.descriptorsBelow(directory)).isZero();
    body.release();
  }

  @Test
  void closesAnOpenFileThatIsReleasedUnsent() throws IOException {
    FileChannel channel = FileChannel.open(file);
    Body.file(channel, 0, 10).release();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void leavesAnOpenFileItRefusesToItsOwner() throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      assertThatIllegalArgumentException().isThrownBy(() -> Body.file(channel, 0, 11));
      assertThat(channel.isOpen()).isTrue();
    }
  }

  @Test
  void refusesAClosedFile() throws IOException {
    FileChannel channel = FileChannel.open(file);
    channel.close();
    assertThatThrownBy(() -> Body.file(channel, 0, 1)).isInstanceOf(UncheckedIOException.class);
  }

  /** A part of ten bytes that is none. */
  record Range(long offset, long length, String sentence) {}

  static final List<Range> BAD_RANGES =
      List.of(
          new Range(-1, 1, "offset: -1 (expected: 0..10, the file's size)"),
          new Range(11, 0, "offset: 11 (expected: 0..10, the file's size)"),
          new Range(0, -1, "length: -1 (expected: 0..10 from offset 0 on)"),
          new Range(0, 11, "length: 11 (expected: 0..10 from offset 0 on)"),
          new Range(4, 7, "length: 7 (expected: 0..6 from offset 4 on)"),
          new Range(10, 1, "length: 1 (expected: 0..0 from offset 10 on)"),
          new Range(
              1, Long.MAX_VALUE, "length: 9223372036854775807 (expected: 0..9 from offset 1 on)"),
          new Range(
              Long.MAX_VALUE,
              Long.MAX_VALUE,
              "offset: 9223372036854775807 (expected: 0..10, the file's size)"),
          new Range(
              Long.MIN_VALUE,
              0,
              "offset: -9223372036854775808 (expected: 0..10, the file's size)"));

  static List<Range> badRanges() {
    return BAD_RANGES;
  }

  @ParameterizedTest
  @MethodSource("badRanges")
  void refusesPartsTheFileDoesNotHave(Range range) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Body.file(file, range.offset(), range.length()))
        .withMessage(range.sentence());
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThatThrownBy(() -> Body.file(directory.resolve("none")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none")
        .hasCauseInstanceOf(NoSuchFileException.class);
  }

  @Test
  void refusesWhatIsNoRegularFile() {
    for (Path path : List.of(directory, Path.of("/dev/zero"), Path.of("/dev/null"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Body.file(path))
          .withMessage("path: " + path + " (expected: a regular file)");
    }
  }

  @Test
  void refusesToOpenWhatIsNoRegularFileAnyMore() throws IOException {
    Body body = Body.file(file);
    Files.delete(file);
    Files.createDirectory(file);
    assertThatThrownBy(() -> body.open(pull.encoder()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no regular file any more");
    body.release();
  }

  @Test
  void refusesNegativeStreamLengths() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Body.stream(InputStream.nullInputStream(), -1))
        .withMessage("length: -1 (expected: 0..2^63-1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Body.stream(new ScriptedPublisher(), Long.MIN_VALUE));
  }

  @Test
  void takesTheLongestLengthThereIs() {
    Body body = Body.stream(InputStream.nullInputStream(), Long.MAX_VALUE, Runnable::run);
    assertThat(body.length()).isEqualTo(Long.MAX_VALUE);
    assertThatCode(body::release).doesNotThrowAnyException();
  }

  @Test
  @SuppressWarnings("NullAway") // that is the point
  void refusesNullByName() {
    assertThatNullPointerException().isThrownBy(() -> Body.of((byte[]) null)).withMessage("bytes");
    assertThatNullPointerException().isThrownBy(() -> Body.of((String) null)).withMessage("text");
    assertThatNullPointerException().isThrownBy(() -> Body.of((ByteBuf) null)).withMessage("bytes");
    assertThatNullPointerException().isThrownBy(() -> Body.file((Path) null)).withMessage("path");
    assertThatNullPointerException()
        .isThrownBy(() -> Body.stream((InputStream) null, 0))
        .withMessage("stream");
    assertThatNullPointerException()
        .isThrownBy(() -> Body.stream((Flow.Publisher<ByteBuffer>) null, 0))
        .withMessage("publisher");
  }
}
