package io.cleave.body;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** A process that receives one file after the other under the same name, until it is killed. */
final class PutLoop {
  private PutLoop() {}

  /** Arguments: the target, how many puts, of how many MiB; each is one value all over. */
  @SuppressWarnings("SystemOut") // how the test learns that it has begun
  public static void main(String[] args) throws IOException {
    FileTarget target = FileTarget.of(Path.of(args[0])).withReplacing(true);
    long puts = Long.parseLong(args[1]);
    long length = Long.parseLong(args[2]) << 20;
    System.out.println("begun");
    byte[] chunk = new byte[64 << 10];
    for (long i = 0; i < puts; i++) {
      Arrays.fill(chunk, (byte) i);
      try (BodyFile file = BodyFile.create(target, length)) {
        while (file.written() < length) {
          file.write(ByteBuffer.wrap(chunk));
        }
        file.commit();
      }
    }
  }
}
