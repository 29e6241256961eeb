package io.cleave.examples.file;

import io.cleave.endpoint.FrameCall;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.Sentence;
import io.netty.handler.codec.CodecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Answers a name with the bytes of the file that has it, and hangs up. Where there is none to be
 * given away it hangs up at once, as the old programs did.
 *
 * <p>A file that has grown meanwhile is sent as long as it was; one that has shrunk ends in a
 * reset, so that nobody takes what came for all of it.
 *
 * @param root where the files are
 */
record NamedFiles(RootDirectory root) {
  /**
   * Answers one request.
   *
   * @throws CodecException if it is refused: its sender gets nothing, the log a line
   */
  void answer(FrameCall call) {
    try (FileChannel file = root.open(new PlainName(nameIn(call.request())).text())) {
      call.answer(Channels.newInputStream(file), file.size());
    } catch (IllegalArgumentException
        | FailureException
        | IOException
        | UncheckedIOException refused) {
      throw new CodecException(Sentence.of(refused), refused);
    }
    call.hangUp();
  }

  /** A name in UTF-8, with or without a line end. */
  static String nameIn(byte[] request) {
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(request)).toString();
    } catch (CharacterCodingException malformed) {
      throw new IllegalArgumentException(
          "file_name: " + request.length + " bytes (expected: a plain file name, in UTF-8)",
          malformed);
    }
    return name.endsWith("\r\n")
        ? name.substring(0, name.length() - 2)
        : name.endsWith("\n") ? name.substring(0, name.length() - 1) : name;
  }
}
