package io.cleave.body;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldPrepender;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSourceTest {
  private static final int LENGTH = 1 << 20;

  private final Pull pull = new Pull();
  private final byte[] bytes = new byte[LENGTH];
  private final Channel socket = new NioSocketChannel();
  private Path directory;
  private Path file;

  @BeforeEach
  void writeFile(@TempDir Path fresh) throws IOException {
    directory = fresh;
    new Random(1).nextBytes(bytes);
    file = Files.write(directory.resolve("file"), bytes);
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    socket.unsafe().closeForcibly();
    assertThat(pull.held()).isZero();
    assertThat(Pull.descriptorsBelow(directory)).isZero();
  }

  /** A context from which a region would reach a socket. */
  private ChannelHandlerContext onSocket() {
    return socket.pipeline().addLast(new ChannelInboundHandlerAdapter()).firstContext();
  }

  @Test
  void goesInChunksOf64KiB() throws IOException {
    assertThat(pull.all(Body.file(file).open(pull.encoder()), Integer.MAX_VALUE)).isEqualTo(bytes);
    assertThat(pull.chunks).isEqualTo(LENGTH / Chunks.MAX_LENGTH);
    assertThat(pull.nulls).isZero();
  }

  @Test
  void chunksAreDirect() throws IOException {
    try (BodySource source = Body.file(file).open(pull.encoder())) {
      ByteBuf chunk = (ByteBuf) source.next(pull.allocator, 100);
      assertThat(requireNonNull(chunk).isDirect()).isTrue();
      chunk.release();
    }
  }

  @Test
  void goesAsOneRegionWhereThatArrives() throws IOException {
    DefaultFileRegion region;
    try (BodySource source = Body.file(file, 100, 5000).open(onSocket())) {
      region = (DefaultFileRegion) requireNonNull(source.next(pull.allocator, 1));
      assertThat(source.isDone()).isTrue();
      assertThat(source.next(pull.allocator, 1)).isNull();
    }
    assertThat(region.position()).isEqualTo(100);
    assertThat(region.count()).isEqualTo(5000);
    assertThat(Pull.descriptorsBelow(directory)).isEqualTo(1); // the region's, not the source's
    region.release();
  }

  @Test
  void goesInBoundedRegionsThatShareOneDescriptor() throws IOException {
    List<DefaultFileRegion> regions = new ArrayList<>();
    try (BodySource source = Body.file(file, 100, 5000).open(onSocket())) {
      while (!source.isDone()) {
        regions.add((DefaultFileRegion) requireNonNull(source.nextWithin(pull.allocator, 2000)));
      }
    }
    assertThat(regions).extracting(DefaultFileRegion::position).containsExactly(100L, 2100L, 4100L);
    assertThat(regions).extracting(DefaultFileRegion::count).containsExactly(2000L, 2000L, 1000L);
    assertThat(Pull.descriptorsBelow(directory)).isEqualTo(1);
    regions.forEach(DefaultFileRegion::release);
  }

  @Test
  void seesAFileThatHasShrunkBeforeItGivesABoundedRegion() throws IOException {
    try (BodySource source = Body.file(file).open(onSocket())) {
      DefaultFileRegion first =
          (DefaultFileRegion) requireNonNull(source.nextWithin(pull.allocator, 4096));
      truncate(5000);
      assertThatThrownBy(() -> source.nextWithin(pull.allocator, 4096))
          .isInstanceOf(BodyLengthException.class)
          .hasMessage("body: 5000 bytes (expected: 1048576 as announced)");
      first.release();
    }
  }

  @Test
  void boundedRegionsAreChunksWhereARegionWouldNotArrive() throws IOException {
    try (BodySource source = Body.file(file).open(pull.encoder())) {
      ByteBuf chunk = (ByteBuf) requireNonNull(source.nextWithin(pull.allocator, 100));
      assertThat(chunk.readableBytes()).isEqualTo(100);
      chunk.release();
    }
  }

  @Test
  void decidesWhenItIsPulledBecauseTlsMayHaveStartedMeanwhile() throws IOException {
    try (BodySource source = Body.file(file).open(onSocket())) {
      socket.pipeline().addFirst(new LengthFieldPrepender(4));
      assertThat(pull.all(source, LENGTH)).isEqualTo(bytes);
    }
  }

  @Test
  void neverChangesFromChunksToARegion() throws IOException {
    socket.pipeline().addFirst("tls", new LengthFieldPrepender(4));
    ChannelHandlerContext encoder =
        socket.pipeline().addLast("encoder", new ChannelInboundHandlerAdapter()).context("encoder");
    try (BodySource source = Body.file(file, 0, 2).open(encoder)) {
      release(source.next(pull.allocator, 1));
      socket.pipeline().remove("tls");
      release(source.next(pull.allocator, 1));
    }
  }

  @Test
  void closesTheFileOnceIfTheRegionIsNeverAskedFor() throws IOException {
    BodySource source = Body.file(file).open(onSocket());
    source.close();
    source.close();
    assertThatThrownBy(() -> source.next(pull.allocator, 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest(name = "to {0} %")
  @ValueSource(ints = {0, 1, 50, 99})
  void failsInsteadOfSpinningIfTheFileShrinksBetweenChunks(int percent) throws IOException {
    long left = (long) LENGTH * percent / 100;
    BodySource source = Body.file(file).open(pull.encoder());
    release(source.next(pull.allocator, 5000));
    truncate(left);

    int[] pulls = {0};
    BodyLengthException failure =
        catchThrowableOfType(
            BodyLengthException.class,
            () -> {
              while (pulls[0]++ < 1000) {
                release(source.next(pull.allocator, LENGTH));
              }
            });

    assertThat(failure.expected()).isEqualTo(LENGTH);
    assertThat(failure.got()).isEqualTo(Math.max(left, 5000));
    assertThat(pulls[0]).isLessThan(20);
    assertThat(source.isDone()).isFalse();
    source.close();
  }

  @ParameterizedTest(name = "to {0} %")
  @ValueSource(ints = {0, 1, 50, 99})
  void explainsWhyARegionFailedIfTheFileShrank(int percent) throws IOException {
    BodySource source = Body.file(file).open(onSocket());
    DefaultFileRegion region =
        (DefaultFileRegion) requireNonNull(source.next(pull.allocator, LENGTH));
    WritableByteChannel sink = Channels.newChannel(OutputStream.nullOutputStream());
    long left = (long) LENGTH * percent / 100;
    truncate(left);

    IOException failure =
        catchThrowableOfType(
            IOException.class,
            () -> {
              while (true) {
                region.transferTo(sink, region.transferred());
              }
            });
    region.release();

    assertThat(source.explain(failure))
        .isInstanceOf(BodyLengthException.class)
        .hasMessage("body: " + left + " bytes (expected: " + LENGTH + " as announced)")
        .hasCause(failure);
    source.close();
  }

  @Test
  void leavesOtherFailuresOfARegionAsTheyAre() throws IOException {
    BodySource source = Body.file(file).open(onSocket());
    DefaultFileRegion region =
        (DefaultFileRegion) requireNonNull(source.next(pull.allocator, LENGTH));
    region.release();
    IOException reset = new IOException("Connection reset by peer");
    assertThat(source.explain(reset)).isSameAs(reset);
    source.close();
    assertThat(Body.of("abc").open(pull.encoder()).explain(reset)).isSameAs(reset);
  }

  @Test
  void sendsTheAnnouncedBytesOfAFileThatGrows() throws IOException {
    Body body = Body.file(file);
    Files.write(file, new byte[1000], StandardOpenOption.APPEND);
    BodySource source = body.open(pull.encoder());
    release(source.next(pull.allocator, 1000));
    Files.write(file, new byte[1000], StandardOpenOption.APPEND);
    assertThat(pull.all(source, LENGTH)).isEqualTo(Arrays.copyOfRange(bytes, 1000, LENGTH));
    body.release();
  }

  @Test
  void goesOnWithTheOldFileIfItIsReplaced() throws IOException {
    BodySource source = Body.file(file).open(pull.encoder());
    release(source.next(pull.allocator, 1000));
    Path other = Files.write(directory.resolve("other"), new byte[LENGTH]);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(pull.all(source, LENGTH)).isEqualTo(Arrays.copyOfRange(bytes, 1000, LENGTH));
  }

  @Test
  void refusesToOpenAFileThatShrankSinceItWasMeasured() throws IOException {
    Body whole = Body.file(file);
    Body part = Body.file(file, 100, 1000);
    truncate(600);
    assertThatThrownBy(() -> whole.open(pull.encoder()))
        .isInstanceOf(BodyLengthException.class)
        .hasMessage("body: 600 bytes (expected: 1048576 as announced)");
    assertThatThrownBy(() -> part.open(pull.encoder()))
        .isInstanceOf(BodyLengthException.class)
        .hasMessage("body: 500 bytes (expected: 1000 as announced)");
    truncate(50);
    assertThatThrownBy(() -> part.open(pull.encoder()))
        .hasMessage("body: 0 bytes (expected: 1000 as announced)");
  }

  @Test
  void saysSoIfTheFileIsGone() throws IOException {
    Body body = Body.file(file);
    Files.delete(file);
    assertThatThrownBy(() -> body.open(pull.encoder()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no regular file any more");
  }

  @Test
  void aFileThatSomebodyClosesIsNotMistakenForAShortOne() throws IOException {
    FileChannel channel = FileChannel.open(file);
    BodySource source = Body.file(channel, 0, LENGTH).open(pull.encoder());
    channel.close();
    assertThatThrownBy(() -> source.next(pull.allocator, 100))
        .isInstanceOf(ClosedChannelException.class);
    source.close();
  }

  private static void release(@Nullable Object part) {
    assertThat(part).isInstanceOfSatisfying(ByteBuf.class, ByteBuf::release);
  }

  private void truncate(long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }
}
