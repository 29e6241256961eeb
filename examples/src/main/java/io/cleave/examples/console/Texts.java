package io.cleave.examples.console;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;

/** Texts as the other end writes them. */
public final class Texts {
  private Texts() {}

  /**
   * The bytes of a text.
   *
   * @throws FailureException if the charset has no bytes for it
   */
  public static byte[] encode(String text, Charset charset) {
    try {
      ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(text));
      byte[] encoded = new byte[bytes.remaining()];
      bytes.get(encoded);
      return encoded;
    } catch (CharacterCodingException unmappable) {
      throw new FailureException("the text cannot be written in " + charset, unmappable);
    }
  }
}
