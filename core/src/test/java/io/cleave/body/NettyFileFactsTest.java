package io.cleave.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.stream.ChunkedNioFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Netty's own file classes do in the pinned version. A change here is a reason to look again.
 */
class NettyFileFactsTest {
  private Path file;

  @BeforeEach
  void writeFile(@TempDir Path directory) throws IOException {
    file = Files.write(directory.resolve("file"), new byte[1000]);
  }

  @Test
  void chunkedNioFileGivesEmptyChunksForEverWhenItsFileShrinks() throws Exception {
    ChunkedNioFile chunks =
        new ChunkedNioFile(
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE), 100);
    try {
      truncate();
      for (int i = 0; i < 1000; i++) {
        ByteBuf chunk = chunks.readChunk(UnpooledByteBufAllocator.DEFAULT);
        assertThat(chunk.isReadable()).isFalse();
        chunk.release();
        assertThat(chunks.isEndOfInput()).isFalse();
      }
    } finally {
      chunks.close();
    }
  }

  @Test
  void fileRegionFailsWhenItsFileShrinks() throws IOException {
    DefaultFileRegion region = new DefaultFileRegion(FileChannel.open(file), 0, 1000);
    truncate();
    assertThatThrownBy(
            () -> region.transferTo(Channels.newChannel(OutputStream.nullOutputStream()), 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Underlying file size 0 smaller");
    region.release();
  }

  @Test
  void fileRegionClosesItsFile() throws IOException {
    FileChannel channel = FileChannel.open(file);
    new DefaultFileRegion(channel, 0, 1000).release();
    assertThat(channel.isOpen()).isFalse();
  }

  private void truncate() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }
}
