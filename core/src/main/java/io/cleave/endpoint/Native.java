package io.cleave.endpoint;

import io.cleave.connection.ConnectionLog;
import io.cleave.connection.InboundBudget;
import io.cleave.connection.Pipelines;
import io.cleave.exchange.Connection;
import io.cleave.exchange.DrainTally;
import io.cleave.exchange.Event;
import io.cleave.exchange.ExchangeSettings;
import io.cleave.exchange.Routes;
import io.cleave.header.HeaderLimits;
import io.cleave.message.MessageFormat;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What server and client of the native protocol are told alike.
 *
 * @param routes what is answered
 * @param token what is said in the hello
 * @param admits whether a peer that says this may go on
 * @param maxInFlight requests of a peer at a time
 * @param ping after so much silence this side wants to be pinged
 * @param budget of inbound bytes
 * @param onConnect what the application does with a connection that is open
 * @param onClose what it does with one that is over
 */
record Native(
    Routes routes,
    String token,
    Predicate<String> admits,
    int maxInFlight,
    Duration ping,
    InboundBudget budget,
    Consumer<Connection> onConnect,
    Consumer<Connection> onClose) {
  private static final String AGENT = "cleave-java";

  static final Native DEFAULT =
      new Native(
          Routes.NONE,
          "",
          token -> true,
          ExchangeSettings.DEFAULT_MAX_IN_FLIGHT,
          ExchangeSettings.DEFAULT_PING,
          InboundBudget.ofProcess(),
          connection -> {},
          connection -> {});

  /** A length field of 8 bytes, a header, a body of at most 256 KiB. */
  private static final MessageFormat FORMAT =
      MessageFormat.of("<q").withMaxBodyLength(Event.MAX_BYTES);

  private static final MessageFormat HELLO =
      MessageFormat.of("<q")
          .withHeaderLimits(HeaderLimits.DEFAULT.withMaxLength(ExchangeSettings.MAX_HELLO_LENGTH))
          .withMaxBodyLength(0);

  static Pipelines pipelines() {
    return Pipelines.exchanges(HELLO, FORMAT);
  }

  Native withRoutes(Routes value) {
    return new Native(value, token, admits, maxInFlight, ping, budget, onConnect, onClose);
  }

  Native withToken(String value) {
    return new Native(routes, value, admits, maxInFlight, ping, budget, onConnect, onClose);
  }

  Native withAdmits(Predicate<String> value) {
    return new Native(routes, token, value, maxInFlight, ping, budget, onConnect, onClose);
  }

  Native withMaxInFlight(int value) {
    return new Native(routes, token, admits, value, ping, budget, onConnect, onClose);
  }

  Native withPing(Duration value) {
    return new Native(routes, token, admits, maxInFlight, value, budget, onConnect, onClose);
  }

  Native withBudget(InboundBudget value) {
    return new Native(routes, token, admits, maxInFlight, ping, value, onConnect, onClose);
  }

  Native withOnConnect(Consumer<Connection> value) {
    return new Native(routes, token, admits, maxInFlight, ping, budget, value, onClose);
  }

  Native withOnClose(Consumer<Connection> value) {
    return new Native(routes, token, admits, maxInFlight, ping, budget, onConnect, value);
  }

  private static void require(boolean taken) {
    if (!taken) {
      throw new RejectedExecutionException("no worker takes it");
    }
  }

  ExchangeSettings settings(Workers workers, ConnectionLog log, DrainTally tally) {
    return new ExchangeSettings(
        routes,
        AGENT,
        token,
        admits,
        maxInFlight,
        ping,
        budget,
        task -> require(workers.execute(task)),
        task -> require(workers.executeTurn(task)),
        log,
        onConnect,
        onClose,
        tally);
  }
}
