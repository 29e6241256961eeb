package io.cleave.examples.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a file was when it was opened: as long as two of these are equal, it has not been changed as
 * far as can be told without reading all of it.
 *
 * <p>That is its size, when it was written, when anything about it was changed (which nobody can
 * set back, where the system knows it), which file it is, and its first and last 64 KiB.
 *
 * @param size in bytes
 * @param changed when it was written or changed last, whichever is later, in nanoseconds
 * @param key which file it is
 * @param text all of it, as a peer gets it
 */
record FileVersion(long size, long changed, @Nullable Object key, String text) {
  private static final int END_LENGTH = 64 << 10;
  private static final int TEXT_DIGITS = 32;

  /** Within this time, a clock that ticks coarsely may not tell two changes from each other. */
  private static final long UNSETTLED_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Looks at an open file. */
  static FileVersion of(OpenedFile file) throws IOException {
    BasicFileAttributes attributes = file.attributes();
    long size = file.channel().size();
    long written = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    long changed = changed(file);
    MessageDigest digest = Sha256.begin();
    digest.update(
        ByteBuffer.allocate(3 * Long.BYTES).putLong(size).putLong(written).putLong(changed).flip());
    digest.update(String.valueOf(attributes.fileKey()).getBytes(StandardCharsets.UTF_8));
    long end = Math.min(END_LENGTH, size);
    Sha256.update(digest, file.channel(), 0, end);
    Sha256.update(digest, file.channel(), size - end, end);
    String text = HexFormat.of().formatHex(digest.digest()).substring(0, TEXT_DIGITS);
    return new FileVersion(size, Math.max(written, changed), attributes.fileKey(), text);
  }

  /**
   * When anything about it was changed; 0 where that is not known. Only a path tells, so it is
   * asked whether it still leads to the same file.
   */
  private static long changed(OpenedFile file) {
    try {
      Map<String, Object> now =
          Files.readAttributes(file.path(), "unix:ctime,fileKey", LinkOption.NOFOLLOW_LINKS);
      return Objects.equals(now.get("fileKey"), file.attributes().fileKey())
              && now.get("ctime") instanceof FileTime time
          ? time.to(TimeUnit.NANOSECONDS)
          : 0;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
      return 0;
    }
  }

  /** Whether a change from now on would be seen. */
  boolean isSettled() {
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    return now - changed > UNSETTLED_NANOS;
  }
}
