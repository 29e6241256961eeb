package io.cleave.benchmarks.frame;

import org.openjdk.jmh.annotations.Param;

/** A length field of one byte, which says 255 at the most. */
public class OneByteFrameDecoderBenchmark extends FrameDecoding {
  /** In the notation of {@code LengthField}. */
  @Param("B")
  public String format;

  /** Bytes. */
  @Param({"16", "128"})
  public int payload;

  @Override
  String format() {
    return format;
  }

  @Override
  int payload() {
    return payload;
  }
}
