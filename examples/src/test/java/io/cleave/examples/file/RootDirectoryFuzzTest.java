package io.cleave.examples.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever name comes: a file below the root, or none; never one of the secrets around it. */
class RootDirectoryFuzzTest {
  private static RootDirectory root;

  @BeforeAll
  static void plant(@TempDir Path directory) throws IOException {
    root = RootDirectory.of(OpenTree.in(directory).root());
  }

  @AfterAll
  static void close() throws IOException {
    root.close();
  }

  @FuzzTest(maxDuration = "3m")
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // when it fuzzes, one test takes the three minutes
  void neverLeadsOut(byte[] name) throws IOException {
    try (FileChannel file = root.open(new String(name, UTF_8))) {
      ByteBuffer content = ByteBuffer.allocate(100);
      file.read(content);
      assertThat(UTF_8.decode(content.flip()).toString()).startsWith(OpenTree.INSIDE);
    } catch (IllegalArgumentException | IOException refused) {
      assertThat(refused).hasMessageNotContainingAny("\n", "\0", "\u001b");
    }
  }
}
