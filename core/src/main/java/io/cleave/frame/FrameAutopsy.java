package io.cleave.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Says in one sentence what the first bytes of a broken stream look like.
 *
 * <p>A length that makes no sense is seldom an oversized frame; it is another protocol on the port,
 * or another byte order, and the number in the exception is its first bytes. {@code 1195725856} is
 * {@code "GET "}; {@code 360287970189639680} is 5, read the wrong way round.
 *
 * <p>Known are HTTP/1 requests and responses, the HTTP/2 preface, TLS records, SSH, PROXY v1 and
 * v2, TPKT (remote desktop), Redis, {@code Content-Length:} (language servers), Thrift without
 * frames, bare JSON; then other byte orders and widths, and lengths that count themselves.
 *
 * <p><b>Threading.</b> Any. <b>Ownership.</b> Only looks.
 */
public final class FrameAutopsy {
  private static final int BYTES_SHOWN = 16;
  private static final int BYTES_MATCHED = 64;

  private FrameAutopsy() {}

  /**
   * Explains bytes that {@code format} cannot cut.
   *
   * @param bytes the stream from the length field on which a decoder gave up; 16 bytes tell most
   * @param format what the decoder expected
   * @return a sentence without a full stop, if the bytes look like something
   */
  public static Optional<String> explain(ByteBuf bytes, FrameFormat format) {
    return protocol(bytes).or(() -> LengthGuess.explain(bytes, format));
  }

  /** The part of {@link #explain} that knows what other protocols start with. */
  static Optional<String> protocol(ByteBuf bytes) {
    String text = bytes.toString(bytes.readerIndex(), matched(bytes), ISO_8859_1);
    for (Signature signature : Signature.ALL) {
      if (signature.pattern().matcher(text).lookingAt()) {
        return Optional.of(signature.sentence(text));
      }
    }
    return Optional.empty();
  }

  /** {@link #explain}, or the bytes themselves. */
  static String hint(ByteBuf bytes, FrameFormat format) {
    return explain(bytes, format).orElseGet(() -> "the first bytes are " + shown(bytes));
  }

  /**
   * Like {@link #hint} for a stream that ended early: only what explains exactly that. Its length
   * made sense, so other fields are not tried: the small one inside it would always make sense too.
   */
  static String truncationHint(ByteBuf bytes, FrameFormat format, long got, long expected) {
    int width = format.lengthField().width().maxBytes();
    if (!format.countsItself() && !format.lengthField().isVarint() && expected - got == width) {
      return "as many bytes are missing as the length field has: does the peer's length count"
          + " itself?";
    }
    return protocol(bytes).orElse("");
  }

  private static int matched(ByteBuf bytes) {
    return Math.min(bytes.readableBytes(), BYTES_MATCHED);
  }

  private static String shown(ByteBuf bytes) {
    int length = Math.min(bytes.readableBytes(), BYTES_SHOWN);
    return ByteBufUtil.hexDump(bytes, bytes.readerIndex(), length).replaceAll("..(?=.)", "$0 ");
  }

  /** What another protocol starts with. The bytes are matched as ISO 8859-1, one char a byte. */
  private record Signature(Pattern pattern, String meaning, boolean isText) {
    private static final Signature[] ALL = {
      text("PRI ", "is an HTTP/2 or gRPC client calling?"),
      text("(GET|POST|PUT|HEAD|DELETE|OPTIONS|PATCH|CONNECT|TRACE) ", "is an HTTP client calling?"),
      text("HTTP/", "is this an HTTP server's answer?"),
      bytes(
          "\\x16\\x03[\\x00-\\x04]", "a TLS ClientHello: the peer speaks TLS, this side does not"),
      bytes(
          "[\\x14\\x15\\x17]\\x03[\\x00-\\x04]",
          "a TLS record: the peer speaks TLS, this side does not"),
      text("SSH-", "is an SSH client or server at the other end?"),
      text(
          "PROXY (TCP|UNKNOWN)",
          "a proxy announces its client, and this side was not told to expect it"),
      bytes(
          "\\r\\n\\r\\n\\x00\\r\\nQUIT\\n",
          "the PROXY protocol, version 2: a proxy announces its client, and this side was not told"
              + " to expect it"),
      bytes(
          "\\x03\\x00\\x00[\\x07-\\xff]",
          "TPKT, as remote desktop clients and port scanners send it"),
      text("\\*[0-9]+\\r\\n\\$|PING\\r\\n|INFO\\r\\n", "is a Redis client calling?"),
      text("Content-Length: *[0-9]", "a language server's messages have a text header"),
      bytes("\\x80\\x01\\x00[\\x01-\\x04]", "Thrift's binary protocol without frames"),
      text("\\s*[{\\[]\\s*[\"{\\[\\]}0-9]", "is this JSON without a length field in front?"),
    };

    static Signature text(String pattern, String meaning) {
      return new Signature(Pattern.compile(pattern), meaning, true);
    }

    static Signature bytes(String pattern, String meaning) {
      return new Signature(Pattern.compile(pattern, Pattern.DOTALL), meaning, false);
    }

    String sentence(String text) {
      if (!isText) {
        return "the bytes are " + meaning;
      }
      var matcher = pattern.matcher(text);
      String found = matcher.lookingAt() ? matcher.group() : "";
      return "the bytes spell \"" + escaped(found) + "\": " + meaning;
    }

    private static String escaped(String text) {
      StringBuilder out = new StringBuilder();
      text.chars()
          .limit(BYTES_SHOWN)
          .forEach(
              c -> {
                if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\') {
                  out.append((char) c);
                } else {
                  out.append(String.format(Locale.ROOT, "\\u%04x", c));
                }
              });
      return out.toString();
    }
  }
}
