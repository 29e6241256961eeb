package io.cleave.benchmarks.frame;

import org.openjdk.jmh.annotations.Param;

/** A length field of two bytes, which says 65 535 at the most. */
public class TwoByteFrameDecoderBenchmark extends FrameDecoding {
  /** In the notation of {@code LengthField}. */
  @Param(">H")
  public String format;

  /** Bytes. */
  @Param({"16", "128", "1024", "16384"})
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
