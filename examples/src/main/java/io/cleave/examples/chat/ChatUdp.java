package io.cleave.examples.chat;

import io.cleave.examples.console.InputLines;
import io.cleave.examples.datagram.DatagramLoop;
import io.cleave.examples.options.ClientOptions;
import io.cleave.examples.text.Texts;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code chat udp}: writes to people, each line to one of them. */
@Command(
    name = "udp",
    description = {
      "Sends each line NAME: TEXT to that contact, and prints the answer; quit leaves.",
      "A text that gets no answer in time is reported; then the exit code is 1 in the end."
    })
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class ChatUdp implements Callable<Integer> {
  @Mixin private final ClientOptions options = new ClientOptions();
  @Spec private CommandSpec spec;

  @Option(
      names = "--contact",
      paramLabel = "NAME=HOST:PORT",
      required = true,
      arity = "1..*",
      converter = Contact.Text.class,
      description = "Somebody to write to; as many as there are.")
  private List<Contact> contacts;

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description = "What the contacts' texts are written in; ${DEFAULT-VALUE}.")
  private Charset charset;

  @Override
  public Integer call() throws IOException {
    Map<String, Contact> byName = new LinkedHashMap<>();
    for (Contact contact : contacts) {
      if (byName.put(contact.name(), contact) != null) {
        throw new ParameterException(
            spec.commandLine(),
            "--contact " + contact.name() + " (expected: once, as a name is for one address)");
      }
    }
    try (DatagramLoop loop = DatagramLoop.start(options.transport());
        InputLines lines = InputLines.ofStandardInput(InputLines.PROMPT);
        Conversations people =
            new Conversations(byName, loop, new Texts(charset), options.timeout())) {
      return people.talk(lines) ? 0 : 1;
    }
  }
}
