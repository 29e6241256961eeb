package io.cleave.benchmarks.suite;

/** Groups and systems by the names they have in results, tables and charts. */
final class Names {
  static final String DECODE = "decode";
  static final String ENCODE = "encode";
  static final String MESSAGE_DECODE = "message-decode";
  static final String MESSAGE_ENCODE = "message-encode";
  static final String STRATEGIES = "strategies";
  static final String ECHO = "echo";
  static final String LATENCY = "latency";
  static final String FILE = "file";
  static final String FILE_TLS = "file-tls";
  static final String IDLE_HEAP = "idle-heap";
  static final String IDLE_DIRECT = "idle-direct";
  static final String GROWTH = "growth";

  static final String CLEAVE = "Cleave";
  static final String IN_PLACE = "in place";
  static final String FRAMES_IN_PLACE = "Cleave frames in place";
  static final String FRAMES = "Cleave frames";
  static final String NATIVE = "Cleave native";
  static final String NETTY = "Netty";
  static final String ROCKETMQ = "RocketMQ";
  static final String RSOCKET = "RSocket";
  static final String NGINX = "nginx and curl";
  static final String ONE_CONNECTION = "at one connection";

  private Names() {}
}
