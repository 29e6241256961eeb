package io.cleave.examples.text;

import static java.util.Objects.requireNonNull;

import io.cleave.examples.console.FailureException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * How the texts of the other end become bytes, and back.
 *
 * @param charset what they are written in
 */
public record Texts(Charset charset) {
  /** Checks that there is one. */
  public Texts {
    requireNonNull(charset, "charset");
  }

  /**
   * The bytes of a text.
   *
   * @throws FailureException if the charset has no bytes for some of it
   */
  public byte[] encode(String text) {
    try {
      ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(text));
      byte[] encoded = new byte[bytes.remaining()];
      bytes.get(encoded);
      return encoded;
    } catch (CharacterCodingException unmappable) {
      throw new FailureException("the text cannot be written in " + charset, unmappable);
    }
  }

  /** Whether the charset has bytes for all of a text. */
  public boolean canEncode(String text) {
    return charset.newEncoder().canEncode(text);
  }

  /**
   * The same text with the letters a..z raised, and no other byte changed: in some charsets a byte
   * that looks like a letter is half of something else.
   *
   * @return never longer than the text; the text itself if it is none in this charset
   */
  public byte[] raise(byte[] text) {
    byte[] raised = text.clone();
    if (charset.equals(StandardCharsets.UTF_8)) {
      UpperCase.raise(raised);
      return raised;
    }
    try {
      String read = charset.newDecoder().decode(ByteBuffer.wrap(text)).toString();
      raised = encode(UpperCase.raise(read));
    } catch (CharacterCodingException | FailureException noText) {
      return text;
    }
    return raised.length > text.length ? text : raised;
  }

  /** The text of bytes, with U+FFFD for what is none: half a character, say. */
  public String decode(byte[] bytes) {
    return new String(bytes, charset);
  }
}
