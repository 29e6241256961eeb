package io.cleave.examples.chat;

import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.InputLines;
import io.cleave.examples.console.Quoted;
import io.cleave.examples.datagram.DatagramClient;
import io.cleave.examples.datagram.DatagramLoop;
import io.cleave.examples.text.Texts;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is written to whom, and what they answer. Each contact sees one port from first to last. */
final class Conversations implements AutoCloseable {
  private static final String LEAVE = "quit";

  private final Map<String, Contact> contacts;
  private final Map<String, DatagramClient> open = new HashMap<>();
  private final DatagramLoop loop;
  private final Texts texts;
  private final Duration timeout;
  private boolean allAnswered = true;

  Conversations(Map<String, Contact> contacts, DatagramLoop loop, Texts texts, Duration timeout) {
    this.contacts = contacts;
    this.loop = loop;
    this.texts = texts;
    this.timeout = timeout;
  }

  /**
   * Sends line after line, until there are no more or one says so.
   *
   * @return whether every text got its answer
   */
  boolean talk(InputLines lines) throws IOException {
    for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
      String said = line.get().strip();
      if (said.equals(LEAVE)) {
        break;
      }
      if (!said.isEmpty()) {
        say(said);
      }
    }
    return allAnswered;
  }

  private void say(String line) {
    int colon = line.indexOf(':');
    Contact contact = colon < 0 ? null : contacts.get(line.substring(0, colon).strip());
    if (contact == null) {
      complain(
          Quoted.cut(line)
              + " (expected: NAME: TEXT with one of the names "
              + String.join(", ", contacts.keySet())
              + ", or quit)");
      return;
    }
    try {
      ask(contact, line.substring(colon + 1).strip());
    } catch (FailureException unanswered) {
      allAnswered = false;
      complain(contact.name() + ": " + unanswered.getMessage());
    }
  }

  private void ask(Contact contact, String text) {
    byte[] request = texts.encode(text);
    DatagramClient client =
        open.computeIfAbsent(
            contact.name(), name -> DatagramClient.connect(loop, contact.address()));
    client.late().forEach(this::print);
    print(client.call(request, timeout));
  }

  /** An answer on a line of its own; a person's terminal obeys nobody else. */
  private void print(byte[] answer) {
    System.out.println(Quoted.bare(texts.decode(answer)));
  }

  private static void complain(String sentence) {
    System.err.println("cleave: " + sentence);
  }

  @Override
  public void close() {
    open.values().forEach(DatagramClient::close);
  }
}
