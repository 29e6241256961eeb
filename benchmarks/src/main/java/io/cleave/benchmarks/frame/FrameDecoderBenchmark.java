package io.cleave.benchmarks.frame;

import org.openjdk.jmh.annotations.Param;

/** Length fields that can say every payload of the table. */
public class FrameDecoderBenchmark extends FrameDecoding {
  /** In the notation of {@code LengthField}. */
  @Param({">I", "<q", "<HB", "varint", ">I counting itself"})
  public String format;

  /** Bytes. */
  @Param({"16", "128", "1024", "16384", "65536"})
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
