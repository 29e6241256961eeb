package io.cleave.examples.exec;

import io.cleave.endpoint.FrameClient;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.text.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Asks a remote command server, and prints what it answers as it comes. */
final class RemoteShell {
  private static final int READ_LENGTH = 8 << 10;

  private final FrameClient client;
  private final Charset charset;
  private final boolean canSayNothing;
  private boolean atLineStart = true;

  RemoteShell(FrameClient client, Charset charset, boolean canSayNothing) {
    this.client = client;
    this.charset = charset;
    this.canSayNothing = canSayNothing;
  }

  /** Runs a command and prints its output. */
  void run(String command) throws IOException {
    byte[] request = new Texts(charset).encode(command);
    if (request.length == 0 && !canSayNothing) {
      throw new FailureException(
          "an empty command has no bytes, and bare requests send nothing else");
    }
    atLineStart = true;
    try (InputStream answer = client.open(request)) {
      print(answer);
    }
    System.out.flush();
  }

  /** Whether the cursor is at the beginning of a line, as it is when nothing was printed. */
  boolean isAtLineStart() {
    return atLineStart;
  }

  private void print(InputStream answer) throws IOException {
    if (charset.equals(StandardCharsets.UTF_8)) {
      printBytes(answer);
    } else {
      printText(new InputStreamReader(answer, charset));
    }
  }

  /** As they come, whatever they are. */
  private void printBytes(InputStream answer) throws IOException {
    byte[] read = new byte[READ_LENGTH];
    for (int length = answer.read(read); length >= 0; length = answer.read(read)) {
      System.out.write(read, 0, length);
      atLineStart = read[length - 1] == '\n';
    }
  }

  private void printText(Reader answer) throws IOException {
    PrintStream out = System.out;
    char[] read = new char[READ_LENGTH];
    for (int length = answer.read(read); length >= 0; length = answer.read(read)) {
      out.print(String.valueOf(read, 0, length));
      atLineStart = read[length - 1] == '\n';
    }
  }
}
