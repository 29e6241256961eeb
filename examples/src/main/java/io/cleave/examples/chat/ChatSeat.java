package io.cleave.examples.chat;

import io.cleave.body.Body;
import io.cleave.endpoint.Backoff;
import io.cleave.endpoint.MessageClient;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.Quoted;
import io.cleave.examples.options.ClientOptions;
import io.cleave.examples.options.PeerAddress;
import io.cleave.exchange.Connection;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedEvent;
import io.cleave.exchange.Request;
import io.cleave.exchange.Status;
import io.cleave.header.Header;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A seat in a room, taken again whenever the connection was lost.
 *
 * <p><b>Threading.</b> {@link #say} on one thread; the rest comes on the client's workers.
 */
final class ChatSeat implements AutoCloseable {
  private static final Backoff BACKOFF =
      Backoff.fullJitter(Duration.ofMillis(500), Duration.ofSeconds(5));

  /** How long the server may take to see that the one who has that name is this one, and gone. */
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  private final Header place;
  private final Duration timeout;
  private final Consumer<String> shown;
  private final Consumer<String> notices;
  private @Nullable MessageClient client;
  private volatile CompletableFuture<Connection> seat = new CompletableFuture<>();
  private volatile boolean wasTaken;
  private volatile boolean leaving;

  /**
   * A seat that is not taken yet.
   *
   * @param shown what others say
   * @param notices what happens besides
   */
  ChatSeat(
      String room,
      String name,
      Duration timeout,
      Consumer<String> shown,
      Consumer<String> notices) {
    this.place = Header.of(ChatRooms.ROOM, room, ChatRooms.NAME, name);
    this.timeout = timeout;
    this.shown = shown;
    this.notices = notices;
  }

  /**
   * Connects and joins.
   *
   * @throws FailureException if the server does not want that
   */
  void take(PeerAddress server, ClientOptions options) {
    client =
        options
            .applyTo(MessageClient.builder())
            .deadline(timeout)
            .reconnect(BACKOFF)
            .onEvent(ChatRooms.SAID, said -> shown.accept(name(said) + ": " + text(said)))
            .onEvent(ChatRooms.JOINED, event -> notices.accept(name(event) + " has joined"))
            .onEvent(ChatRooms.LEFT, event -> notices.accept(name(event) + " has left"))
            .onConnect(this::join)
            .onClose(this::lost)
            .connect(server.host(), server.port());
    awaitSeat();
  }

  /** Nothing of a peer reaches the terminal as it is. */
  private static String name(ReceivedEvent event) {
    return Quoted.bare(event.meta().text(ChatRooms.NAME, "?"));
  }

  private static String text(ReceivedEvent event) {
    return Quoted.bare(event.text());
  }

  private void join(Connection connection) {
    try {
      while (!joins(connection)) {
        Thread.sleep(BETWEEN_TRIES.toMillis());
      }
      if (wasTaken) {
        notices.accept("connected again");
      }
      taken(connection);
    } catch (ExchangeException refused) {
      if (connection.isOpen() || !wasTaken) {
        seat.completeExceptionally(refused);
      } // else it is tried again on the next connection
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** False if the name is taken by somebody who may be this one, on a connection that was lost. */
  private boolean joins(Connection connection) {
    try {
      connection.call(Request.to(ChatRooms.JOIN).withMeta(place).withDeadline(timeout));
      return true;
    } catch (ExchangeException refused) {
      if (wasTaken && refused.status() == Status.CONFLICT) {
        return false;
      }
      throw refused;
    }
  }

  /** It may be here before the one before it is over, if the server was told to stop. */
  private synchronized void taken(Connection connection) {
    wasTaken = true;
    if (!seat.complete(connection)) {
      seat = CompletableFuture.completedFuture(connection);
    }
  }

  private void lost(Connection connection) {
    if (!leaving && isSeatOf(connection)) {
      notices.accept("connection lost, connecting again");
    }
  }

  private synchronized boolean isSeatOf(Connection connection) {
    boolean isTaken = seat.isDone() && !seat.isCompletedExceptionally();
    boolean was = isTaken && seat.join() == connection;
    if (was) {
      seat = new CompletableFuture<>();
    }
    return was;
  }

  /**
   * Says something to everybody else in the room; waits for a connection, if there is none.
   *
   * @throws FailureException if nobody may have heard it
   */
  void say(String text) {
    Connection connection = awaitSeat();
    Header room = place.without(ChatRooms.NAME);
    Request request = Request.to(ChatRooms.SAY).withMeta(room).withBody(Body.of(text));
    try {
      connection.call(request.withDeadline(timeout));
    } catch (ExchangeException failure) {
      String whether = failure.mayHaveRun() ? "perhaps not said: " : "not said: ";
      throw new FailureException(whether + sentence(failure), failure);
    }
  }

  private Connection awaitSeat() {
    try {
      return seat.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException notInTime) {
      throw new FailureException("not in the room within " + timeout.toSeconds() + " s", notInTime);
    } catch (ExecutionException refused) {
      throw new FailureException(sentence(refused.getCause()), refused);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailureException("interrupted", e);
    }
  }

  private static String sentence(@Nullable Throwable failure) {
    String message = failure == null ? null : failure.getMessage();
    return Quoted.bare(String.valueOf(message));
  }

  @Override
  public void close() {
    leaving = true;
    MessageClient open = client;
    if (open != null) {
      open.close();
    }
  }
}
