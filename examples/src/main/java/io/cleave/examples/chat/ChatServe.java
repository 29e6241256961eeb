package io.cleave.examples.chat;

import io.cleave.endpoint.MessageServer;
import io.cleave.examples.console.UntilStopped;
import io.cleave.examples.options.ServerOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chat serve}: rooms for many people. */
@Command(
    name = "serve",
    description = {
      "Rooms in which everybody hears what somebody says, on native.",
      "A room is there as long as somebody is in it."
    })
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class ChatServe implements Callable<Integer> {
  @Mixin private final ServerOptions options = new ServerOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8082",
      description = "0 for any free one; ${DEFAULT-VALUE}.")
  private int port;

  @Override
  public Integer call() {
    ChatRooms rooms = new ChatRooms();
    MessageServer server =
        options
            .applyTo(MessageServer.builder())
            .route(ChatRooms.JOIN, rooms::join)
            .route(ChatRooms.SAY, rooms::say)
            .bind(port);
    return UntilStopped.serve(server, options.address(server.port()), options.grace());
  }
}
