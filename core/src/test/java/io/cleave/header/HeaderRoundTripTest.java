package io.cleave.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.FullRuns;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is written is read again, by us and by others. */
@Timeout(value = 1, unit = TimeUnit.HOURS) // at the full count
final class HeaderRoundTripTest {

  private static final int RUNS = FullRuns.count(200_000);

  @Test
  void readsWhatItWrote() {
    RandomHeaders headers = new RandomHeaders(1);
    ByteBuf out = Unpooled.buffer();
    for (int i = 0; i < RUNS; i++) {
      Header header = headers.next();
      out.clear();
      header.writeTo(out, HeaderLimits.DEFAULT);
      Header again = Header.parse(out);
      assertThat(again).isEqualTo(header).hasSameHashCodeAs(header);
      assertThat(again.names()).isEqualTo(header.names());
      assertThat(again.toJson()).isEqualTo(header.toJson());
      assertThat(out.readableBytes()).isEqualTo(header.encodedLength());
    }
    out.release();
  }

  @Test
  void writesWhatTheReferenceReads() {
    RandomHeaders headers = new RandomHeaders(2);
    for (int i = 0; i < RUNS; i++) {
      Header header = headers.next();
      assertThat(ReferenceJson.read(header.toBytes(), HeaderLimits.DEFAULT))
          .isEqualTo(ReferenceJson.of(header));
    }
  }

  @Test
  void measuresWhatItReads() {
    RandomHeaders headers = new RandomHeaders(3);
    for (int i = 0; i < RUNS; i++) {
      Header header = headers.next();
      HeaderExtent extent = header.extent();
      HeaderLimits exact =
          new HeaderLimits(
              extent.length(),
              extent.depth(),
              extent.tokens(),
              extent.longestNumber().toString().length(),
              Math.max(1, Utf8.length(extent.longestName())),
              Utf8.length(extent.longestString()));
      assertThat(Header.parse(header.toBytes(), exact)).isEqualTo(header);
    }
  }
}
