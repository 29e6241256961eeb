package io.cleave.examples.exec;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** One output of a remote command, printed here as it comes: from another charset into UTF-8. */
final class PrintedOutput {
  private final PrintStream to;
  private final CharsetDecoder decoder;
  private final boolean isUtf8;
  private ByteBuffer rest = ByteBuffer.allocate(0);
  private boolean atLineStart = true;

  PrintedOutput(PrintStream to, Charset charset) {
    this.to = to;
    this.isUtf8 = charset.equals(StandardCharsets.UTF_8);
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
  }

  /** Another command: nothing is left of the one before. */
  void begin() {
    decoder.reset();
    rest = ByteBuffer.allocate(0);
    atLineStart = true;
  }

  /** Prints some bytes; UTF-8 as it comes, whatever it is. */
  void print(byte[] bytes) {
    if (isUtf8) {
      to.write(bytes, 0, bytes.length);
      to.flush();
      ends(bytes.length == 0 ? '\n' : bytes[bytes.length - 1]);
      return;
    }
    ByteBuffer in = ByteBuffer.allocate(rest.remaining() + bytes.length).put(rest).put(bytes);
    decode(in.flip(), false);
    rest = in; // half a character
  }

  /** Prints what is left of a character that did not come whole. */
  void end() {
    if (!isUtf8) {
      decode(rest, true);
    }
  }

  private void decode(ByteBuffer in, boolean last) {
    int room = (int) Math.ceil(decoder.maxCharsPerByte() * (in.remaining() + 1));
    CharBuffer text = CharBuffer.allocate(room);
    decoder.decode(in, text, last);
    if (last) {
      decoder.flush(text);
    }
    text.flip();
    if (text.hasRemaining()) {
      to.print(text);
      to.flush();
      ends(text.get(text.limit() - 1));
    }
  }

  private void ends(int last) {
    atLineStart = last == '\n';
  }

  /** Whether the cursor is at the beginning of a line. */
  boolean isAtLineStart() {
    return atLineStart;
  }
}
