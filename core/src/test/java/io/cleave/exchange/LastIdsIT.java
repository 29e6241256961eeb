package io.cleave.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.endpoint.Backoff;
import io.cleave.endpoint.MessageClient;
import io.cleave.endpoint.MessageServer;
import io.cleave.testing.FaultLine;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row R9: a connection whose ids are used up is replaced. */
@Timeout(60)
final class LastIdsIT {
  private static final long FIRST = (1L << 53) - 1001;

  private static Object read(Object owner, String name) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(owner);
  }

  /** As if so many requests had been made on it. */
  private static void skipTo(Connection connection, long id) throws ReflectiveOperationException {
    Asker asker = ((Exchanges) read(connection, "exchanges")).asker();
    Field last = Asker.class.getDeclaredField("lastId");
    last.setAccessible(true);
    last.setLong(asker, id - 2);
  }

  @Test
  void replacesConnectionWhoseIdsAreUsedUp() throws ReflectiveOperationException {
    try (MessageServer server =
            MessageServer.builder().route("echo", request -> Reply.text(request.text())).bind(0);
        MessageClient client =
            MessageClient.builder()
                .reconnect(Backoff.constant(Duration.ofMillis(1)))
                .connect("127.0.0.1", server.port())) {
      client.call("echo", Body.of("?"));
      Connection first = client.connection();
      skipTo(first, FIRST);
      List<CompletableFuture<ReceivedReply>> asked = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        asked.add(client.request("echo", Body.of("number " + i)));
      }
      int answered = 0;
      int notStarted = 0;
      for (int i = 0; i < asked.size(); i++) {
        try {
          assertThat(asked.get(i).join().text()).isEqualTo("number " + i);
          answered++;
        } catch (CompletionException e) {
          assertThat(e.getCause())
              .isInstanceOfSatisfying(
                  ExchangeException.class, failure -> assertThat(failure.mayHaveRun()).isFalse());
          notStarted++;
        }
      }
      assertThat(answered).isGreaterThanOrEqualTo(501);
      assertThat(client.call("echo", Body.of("again")).text()).isEqualTo("again");
      assertThat(client.connection()).isNotSameAs(first);
      FaultLine.print(
          "R9",
          "ids from 2^53-1001 on: %s requests answered, %s not started, the connection replaced",
          answered,
          notStarted);
    }
  }
}
