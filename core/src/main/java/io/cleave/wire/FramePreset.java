package io.cleave.wire;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Frame formats of peers that exist, by name.
 *
 * <p>Raise a limit with {@code FramePreset.KAFKA.format().withMaxPayloadLength(…)}.
 */
public enum FramePreset {
  /** {@code struct.pack("q", n)} on every common machine; dask's {@code "Q"} has the same bytes. */
  PYTHON_Q("<q", FrameFormat.DEFAULT_MAX_PAYLOAD_LENGTH, "Python, struct.pack(\"q\", n)"),
  /** {@code struct.pack("i", n)} on every common machine. */
  PYTHON_I("<i", FrameFormat.DEFAULT_MAX_PAYLOAD_LENGTH, "Python, struct.pack(\"i\", n)"),
  /** Erlang's {@code gen_tcp} with {@code {packet, 1}}. */
  ERLANG_1("B", 0xFF, "Erlang gen_tcp, {packet, 1}"),
  /** Erlang's {@code gen_tcp} with {@code {packet, 2}}. */
  ERLANG_2(">H", 0xFFFF, "Erlang gen_tcp, {packet, 2}"),
  /** Erlang's {@code gen_tcp} with {@code {packet, 4}}. */
  ERLANG_4(">I", FrameFormat.DEFAULT_MAX_PAYLOAD_LENGTH, "Erlang gen_tcp, {packet, 4}"),
  /** DNS over TCP, RFC 1035 section 4.2.2: the limit is the whole of what the field can say. */
  DNS(">H", 0xFFFF, "DNS over TCP"),
  /** Kafka's requests and responses; the limit is the broker's {@code socket.request.max.bytes}. */
  KAFKA(">i", 104_857_600, "Apache Kafka"),
  /** Thrift's TFramedTransport with its default limit. */
  THRIFT(">i", 16_384_000, "Apache Thrift, TFramedTransport"),
  /** The Vert.x TCP event-bus bridge: the payload is one JSON object. */
  VERTX(">i", FrameFormat.DEFAULT_MAX_PAYLOAD_LENGTH, "Vert.x TCP event-bus bridge"),
  /** Chrome's native messaging: one JSON value; the limit is what a host may send. */
  CHROME("<I", 1_048_576, "Chrome native messaging"),
  /** RSocket's frames over TCP; rsocket-java's own decoder takes 16 777 212 bytes. */
  RSOCKET(">BH", 0xFF_FFFF, "RSocket over TCP"),
  /** MongoDB's wire protocol: the value counts the field; 48 000 000 bytes with it. */
  MONGO(
      FrameFormat.of("<i").countingItself().withMaxPayloadLength(47_999_996),
      "MongoDB wire protocol"),
  /** Protobuf's {@code writeDelimitedTo}. */
  PROTOBUF("varint", FrameFormat.DEFAULT_MAX_PAYLOAD_LENGTH, "protobuf, delimited messages");

  @SuppressWarnings("ImmutableEnumChecker") // a record of an enum and numbers
  private final FrameFormat format;

  private final String peer;

  FramePreset(String lengthField, long maxPayloadLength, String peer) {
    this(FrameFormat.of(lengthField).withMaxPayloadLength(maxPayloadLength), peer);
  }

  FramePreset(FrameFormat format, String peer) {
    this.format = format;
    this.peer = peer;
  }

  /** The format. */
  public FrameFormat format() {
    return format;
  }

  /** Who speaks it, for people. */
  public String peer() {
    return peer;
  }

  /** The name used on a command line: {@code python-q}. */
  public String presetName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The preset of that {@link #presetName}, if there is one. */
  public static Optional<FramePreset> named(String presetName) {
    return Arrays.stream(values()).filter(p -> p.presetName().equals(presetName)).findFirst();
  }
}
