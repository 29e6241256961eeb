package io.cleave.examples.chat;

import io.cleave.connection.Address;
import io.cleave.connection.ConnectionLog;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.InputLines;
import io.cleave.examples.console.Quoted;
import io.cleave.examples.datagram.Datagram;
import io.cleave.examples.datagram.Datagrams;
import io.cleave.examples.text.Texts;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The person at the server: reads a datagram, types its answer, reads the next. */
final class Operator implements Callable<Integer> {
  private final Inbox inbox;
  private final InputLines lines;
  private final Texts texts;
  private final Datagrams socket;

  Operator(Inbox inbox, InputLines lines, Texts texts, Datagrams socket) {
    this.inbox = inbox;
    this.lines = lines;
    this.texts = texts;
    this.socket = socket;
  }

  /** Goes on until there is no more to type. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean goesOn = true;
    while (goesOn) {
      Datagram said = inbox.take();
      String from = Address.text(said.sender());
      System.out.println("[" + from + "] " + Quoted.bare(texts.decode(said.bytes())));
      goesOn = answer(said, from);
    }
    return 0;
  }

  /** Sends the first line that can be sent; false at the end of the input. */
  private boolean answer(Datagram said, String from) throws IOException {
    for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
      try {
        byte[] answer = texts.encode(line.get());
        Datagrams.requireFits(answer);
        socket.send(said.sender(), answer, cause -> notSent(from, cause));
        return true;
      } catch (FailureException again) {
        System.err.println("cleave: " + again.getMessage());
      }
    }
    return false;
  }

  private static void notSent(String to, Throwable cause) {
    System.err.println("cleave: not sent to " + to + ": " + ConnectionLog.sentence(cause));
  }
}
