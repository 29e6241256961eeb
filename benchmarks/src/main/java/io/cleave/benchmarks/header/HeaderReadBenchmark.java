package io.cleave.benchmarks.header;

import io.cleave.benchmarks.Measured;
import io.cleave.benchmarks.Reads;
import io.cleave.header.Header;
import io.cleave.header.HeaderLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/** What it costs to make a header of bytes in a direct buffer. */
public class HeaderReadBenchmark extends Measured {
  private static final int BODY_SIZE = 128;

  private ByteBuf json;
  private byte[] copy;

  /** Fills the buffer, and sees to it that both read the same. */
  @Setup
  public void prepare() {
    json = Reads.direct(Unpooled.wrappedBuffer(Headers.bytes(BODY_SIZE)));
    copy = new byte[json.readableBytes()];
    boolean equal =
        cleave().equals(Headers.header(BODY_SIZE))
            && stock().toString().equals(Headers.tree(BODY_SIZE).toString())
            && record().equals(Headers.bound(BODY_SIZE))
            && streaming().size() == cleave().size();
    if (!equal) {
      throw new IllegalStateException("header: " + cleave() + " (expected: " + stock() + ")");
    }
  }

  /** Ours, strict and within its limits. */
  @Benchmark
  public Header cleave() {
    return Header.parse(json, HeaderLimits.DEFAULT);
  }

  /** Jackson's tree. */
  @Benchmark
  public JsonNode stock() {
    return Headers.JACKSON.readTree(copied());
  }

  /** Jackson, bound to a record. */
  @Benchmark
  public Headers.Bound record() {
    return Headers.JACKSON.readValue(copied(), Headers.Bound.class);
  }

  /** Jackson's tokens alone: every value is made and kept in a list. */
  @Benchmark
  public List<Object> streaming() {
    List<Object> values = new ArrayList<>();
    try (JsonParser parser = Headers.JACKSON.createParser(copied())) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          values.add(parser.getString());
        } else if (token == JsonToken.VALUE_NUMBER_INT) {
          values.add(parser.getLongValue());
        }
      }
    }
    return values;
  }

  /** Jackson reads arrays. */
  private byte[] copied() {
    json.getBytes(0, copy);
    return copy;
  }

  /** Gives the memory back. */
  @TearDown
  public void release() {
    json.release();
  }
}
