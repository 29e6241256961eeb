package io.cleave.examples.echo;

import io.cleave.examples.text.UpperCase;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * What an echo server makes of a request: the same bytes; from another charset into UTF-8, with the
 * letters a..z raised, with something behind it, if it was told so.
 */
final class EchoAnswer implements UnaryOperator<byte[]> {
  private final Charset charset;
  private final boolean upper;
  private final byte[] suffix;

  EchoAnswer(Charset charset, boolean upper, String suffix) {
    this.charset = charset;
    this.upper = upper;
    this.suffix = suffix.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] apply(byte[] request) {
    boolean translates = !charset.equals(StandardCharsets.UTF_8);
    byte[] answer =
        translates
            ? new String(request, charset).getBytes(StandardCharsets.UTF_8)
            : request.clone();
    raised(answer);
    return suffix.length == 0 ? answer : join(answer, suffix);
  }

  /** A part of an answer, raised where it is if that was asked for. */
  byte[] raised(byte[] part) {
    if (upper) {
      UpperCase.raise(part);
    }
    return part;
  }

  /** What stands behind every answer. */
  byte[] suffix() {
    return suffix.clone();
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
