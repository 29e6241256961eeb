package io.cleave.benchmarks.suite;

import static io.cleave.benchmarks.suite.Names.CLEAVE;
import static io.cleave.benchmarks.suite.Names.DECODE;
import static io.cleave.benchmarks.suite.Names.ENCODE;
import static io.cleave.benchmarks.suite.Names.IN_PLACE;
import static io.cleave.benchmarks.suite.Names.MESSAGE_DECODE;
import static io.cleave.benchmarks.suite.Names.MESSAGE_ENCODE;
import static io.cleave.benchmarks.suite.Names.NETTY;
import static io.cleave.benchmarks.suite.Names.ROCKETMQ;
import static io.cleave.benchmarks.suite.Names.STRATEGIES;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One load for benchmarks that stand beside each other.
 *
 * @param group of the figures
 * @param cell the load's name
 * @param params of JMH
 * @param warmUp how many times as long as usual it takes until all code is compiled for good
 * @param contenders in the order of the first round
 */
record JmhLoad(
    String group, String cell, Map<String, String> params, int warmUp, List<Contender> contenders) {
  /** There is more code to a message. */
  private static final int WARM_UP_OF_MESSAGES = 3;

  /**
   * One side.
   *
   * @param system its name
   * @param method class and method
   */
  record Contender(String system, String method) {}

  /** Bytes of payload up to which there is a target, or something to be seen in a chart. */
  private static final int IN_PLACE_DECODED = 128;

  private static final int IN_PLACE_ENCODED = 1_024;

  static List<JmhLoad> all(Form form) {
    List<JmhLoad> loads = new ArrayList<>();
    for (String format : form.formats()) {
      for (int payload : form.payloads()) {
        loads.add(frames(DECODE, "Decoder", format, payload, payload <= IN_PLACE_DECODED));
        loads.add(frames(ENCODE, "Encoder", format, payload, payload <= IN_PLACE_ENCODED));
      }
    }
    Map<String, String> body = Map.of("body", "128");
    loads.add(messages(MESSAGE_DECODE, "Decoder", body));
    loads.add(messages(MESSAGE_ENCODE, "Encoder", body));
    for (int payload : form.payloads()) {
      loads.add(strategies(payload));
    }
    return loads;
  }

  private static JmhLoad frames(
      String group, String codec, String format, int payload, boolean alsoInPlace) {
    String benchmark = "Frame" + codec + "Benchmark.";
    List<Contender> contenders = new ArrayList<>();
    contenders.add(new Contender("Frame" + codec, benchmark + "cleave"));
    contenders.add(new Contender(NETTY, benchmark + "stock"));
    if (alsoInPlace) {
      contenders.add(new Contender(IN_PLACE, benchmark + "inPlace"));
    }
    return new JmhLoad(
        group,
        format + " " + payload + " B",
        Map.of("format", format, "payload", Integer.toString(payload)),
        1,
        contenders);
  }

  private static JmhLoad messages(String group, String codec, Map<String, String> params) {
    String benchmark = "RocketMqMessage" + codec + "Benchmark.";
    return new JmhLoad(
        group,
        "128 B",
        params,
        WARM_UP_OF_MESSAGES,
        List.of(
            new Contender(CLEAVE, benchmark + "cleave"),
            new Contender(ROCKETMQ, benchmark + "stock")));
  }

  private static JmhLoad strategies(int payload) {
    String benchmark = "FramingBenchmark.";
    return new JmhLoad(
        STRATEGIES,
        payload + " B",
        Map.of("payload", Integer.toString(payload)),
        1,
        List.of(
            new Contender("length field, in place", benchmark + "inPlace"),
            new Contender("length field, Cleave", benchmark + "cleave"),
            new Contender("length field, Netty", benchmark + "stock"),
            new Contender("varint, Netty", benchmark + "varint"),
            new Contender("delimiter, Netty", benchmark + "delimiter"),
            new Contender("line, Netty", benchmark + "line"),
            new Contender("fixed length, Netty", benchmark + "fixedLength")));
  }
}
