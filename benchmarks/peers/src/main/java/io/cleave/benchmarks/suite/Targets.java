package io.cleave.benchmarks.suite;

import static io.cleave.benchmarks.suite.Names.CLEAVE;
import static io.cleave.benchmarks.suite.Names.DECODE;
import static io.cleave.benchmarks.suite.Names.ECHO;
import static io.cleave.benchmarks.suite.Names.ENCODE;
import static io.cleave.benchmarks.suite.Names.FILE;
import static io.cleave.benchmarks.suite.Names.FILE_TLS;
import static io.cleave.benchmarks.suite.Names.FRAMES_IN_PLACE;
import static io.cleave.benchmarks.suite.Names.GROWTH;
import static io.cleave.benchmarks.suite.Names.IDLE_DIRECT;
import static io.cleave.benchmarks.suite.Names.IDLE_HEAP;
import static io.cleave.benchmarks.suite.Names.IN_PLACE;
import static io.cleave.benchmarks.suite.Names.LATENCY;
import static io.cleave.benchmarks.suite.Names.MESSAGE_DECODE;
import static io.cleave.benchmarks.suite.Names.MESSAGE_ENCODE;
import static io.cleave.benchmarks.suite.Names.NATIVE;
import static io.cleave.benchmarks.suite.Names.NETTY;
import static io.cleave.benchmarks.suite.Names.NGINX;
import static io.cleave.benchmarks.suite.Names.ONE_CONNECTION;
import static io.cleave.benchmarks.suite.Names.ROCKETMQ;
import static io.cleave.benchmarks.suite.Names.RSOCKET;

import io.cleave.benchmarks.suite.Target.Compared;
import java.util.List;

/** Every row of the table: what is compared with what, and what has to come out. */
final class Targets {
  private static final String SMALL = " (16|128) B$";
  private static final String UP_TO_1K = " (16|128|1024) B$";
  private static final String UP_TO_16K = " (16|128|1024|16384) B$";

  static final List<Target> ALL =
      List.of(
          ratio("decode", DECODE, "FrameDecoder", NETTY)
              .what("one frame out of a read, drop-in")
              .in(UP_TO_16K)
              .atLeast(1.3, "a drop-in that is not clearly faster is not worth the change"),
          ratio("decode-1k", DECODE, "FrameDecoder", NETTY)
              .what("the same at 1 KiB")
              .in(" 1024 B$")
              .atLeast(1.5, "the size most messages have"),
          ratio("in-place", DECODE, IN_PLACE, NETTY)
              .what("one frame where it lies, no slice, no count")
              .in(SMALL)
              .atLeast(10, "without an object for each frame only the length field is left to pay"),
          ratio("encode", ENCODE, "FrameEncoder", NETTY)
              .what("one frame to buffers for the socket")
              .in(UP_TO_1K)
              .atLeast(1.5, "one buffer in place of two halves what the channel has to keep"),
          Target.of("encode-in-place", ENCODE, IN_PLACE, Compared.HEAP, "bytes of heap")
              .what("heap for a frame appended in place")
              .in(UP_TO_1K)
              .atMost(0.5, "none; half a byte is what the measuring itself makes"),
          ratio("message-decode", MESSAGE_DECODE, CLEAVE, ROCKETMQ)
              .what("header of 95 bytes, body of 128")
              .atLeast(2, "the fastest JSON header in wide use has to be left well behind"),
          ratio("message-encode", MESSAGE_ENCODE, CLEAVE, ROCKETMQ)
              .what("the same to buffers for the socket")
              .atLeast(2, "as for decoding"),
          ratio("echo", ECHO, FRAMES_IN_PLACE, NETTY)
              .what("128 B, 256 in flight, one connection")
              .atLeast(2, "one write and one flush a read, in place of one a frame"),
          ratio("native-rsocket", ECHO, NATIVE, RSOCKET)
              .what("the same, JSON header and ids")
              .atLeast(2, "a text header must not cost more than a binary protocol does"),
          ratio("native-rocketmq", ECHO, NATIVE, ROCKETMQ)
              .what("the same")
              .atLeast(8, "the same header on the wire, without its flush for each message"),
          ratio("latency", LATENCY, FRAMES_IN_PLACE, NETTY)
              .what("p99 at half of Netty's peak")
              .atMost(1, "throughput must not be bought with waiting"),
          ratio("file", FILE, CLEAVE, NGINX)
              .what("a file to a file in memory, heap of 64 MiB")
              .atLeast(1, "sendfile and a client in C are what a user would take instead"),
          ratio("file-tls", FILE_TLS, CLEAVE, NGINX).what("the same through TLS"),
          ratio("idle-heap", IDLE_HEAP, CLEAVE, NETTY)
              .what("heap of a connection with nothing to do")
              .atMost(1.2, "codec, limits and heartbeat may not weigh much beside the socket"),
          Target.of("idle-direct", IDLE_DIRECT, CLEAVE, Compared.VALUE, "bytes of direct memory")
              .what("direct memory of the same")
              .atMost(0, "a buffer for a connection that says nothing is one too many"),
          ratio("growth", GROWTH, CLEAVE, ONE_CONNECTION)
              .what("cost per message, up to 1 000 connections")
              .atMost(1.5, "what grows by itself falls over at the size that matters"));

  private Targets() {}

  private static Target ratio(String row, String group, String ours, String peer) {
    return Target.of(row, group, ours, Compared.RATIO, peer);
  }
}
