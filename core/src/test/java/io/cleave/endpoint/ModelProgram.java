package io.cleave.endpoint;

import io.cleave.body.Body;
import io.cleave.exchange.Connection;
import io.cleave.exchange.Event;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Request;
import io.cleave.exchange.StreamedBody;
import io.cleave.header.Header;
import io.cleave.testing.Loopback;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** A few random things done on both ends of one connection, and what has to be so afterwards. */
final class ModelProgram {
  private static final long PATIENCE_SECONDS = 20;

  private final Random random;
  private final ExecutorService pool;
  private final Failures failures = new Failures();
  private final ModelSide client;
  private final ModelSide server;
  private final List<CompletableFuture<ReceivedReply>> asked = new ArrayList<>();
  private final List<CompletableFuture<?>> read = new ArrayList<>();
  private int requests;

  ModelProgram(long seed, ExecutorService pool) {
    this.random = new Random(seed);
    this.pool = pool;
    this.client = new ModelSide(true, random, pool, failures);
    this.server = new ModelSide(false, random, pool, failures);
  }

  ModelSide server() {
    return server;
  }

  int requests() {
    return requests;
  }

  long messages() {
    return client.rules.messages() + server.rules.messages();
  }

  /** Runs it; returns what is wrong, empty if nothing is. */
  String run(Loopback loopback) throws InterruptedException {
    Channel near = loopback.connect(client::install);
    Channel far = loopback.accepted();
    int steps = 1 + random.nextInt(30);
    for (int i = 0; i < steps; i++) {
      step(near, far);
    }
    finish();
    return failures.toString();
  }

  private void step(Channel near, Channel far) {
    ModelSide side = random.nextInt(3) == 0 ? server : client;
    switch (random.nextInt(40)) {
      case 0 -> side.connection.drain("the program says so");
      case 1 -> closeRarely(side, random.nextBoolean() ? near : far);
      case 2, 3, 4 -> pause();
      case 5, 6, 7, 8 -> side.connection.send(Event.to("note").withText("x".repeat(size(20_000))));
      default -> ask(side);
    }
  }

  private void closeRarely(ModelSide side, Channel channel) {
    switch (random.nextInt(6)) {
      case 0 -> side.connection.close();
      case 1 -> channel.close();
      case 2 -> ((io.netty.channel.socket.DuplexChannel) channel).shutdownOutput();
      default -> {}
    }
  }

  private void pause() {
    LockSupport.parkNanos(random.nextInt(2_000_000));
  }

  private int size(int most) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextInt(100);
      case 2 -> random.nextInt(20_000);
      default -> random.nextInt(most);
    };
  }

  private Request request() {
    int length = size(400_000);
    boolean fails = random.nextInt(8) == 0;
    Body body =
        switch (random.nextInt(4)) {
          case 0 -> Body.stream(ModelSide.stream(length, fails, new Random(length)));
          case 1 -> Body.stream(ModelSide.stream(length, fails, new Random(length)), length);
          default -> Body.of(ModelSide.pattern(length));
        };
    int take = random.nextInt(4);
    String mode = ModelSide.MODES[random.nextInt(ModelSide.MODES.length)];
    boolean untouched = mode.equals("echo") || take == 0;
    Header told =
        Header.of(
            "mode",
            mode,
            "seed",
            random.nextLong() >>> 12,
            "sent",
            length,
            "length",
            size(300_000),
            "take",
            untouched ? 0 : take == 1 ? 1 + random.nextInt(length + 1) : -1);
    Request request = Request.to(random.nextInt(4) == 0 ? "async" : "do").withMeta(told);
    request = request.withBody(body);
    boolean endless = mode.equals("hang") || mode.equals("never") || random.nextInt(6) == 0;
    return endless && random.nextBoolean()
        ? request.withDeadline(Duration.ofMillis(1 + random.nextInt(60)))
        : request;
  }

  private void ask(ModelSide side) {
    requests++;
    Request request = request();
    CompletableFuture<ReceivedReply> reply = side.connection.request(request);
    asked.add(reply);
    Random own = new Random(random.nextLong());
    read.add(reply.thenAcceptAsync(come -> read(request, come, own), pool));
    if (random.nextInt(6) == 0) {
      long nanos = random.nextInt(5_000_000);
      pool.execute(
          () -> {
            LockSupport.parkNanos(nanos);
            reply.cancel(false);
          });
    }
  }

  /** Reads a reply in some way; a failure of its body is all right, another byte is not. */
  private void read(Request request, ReceivedReply reply, Random own) {
    String mode = request.meta().text("mode");
    long expected = request.meta().longValue(mode.equals("echo") ? "sent" : "length");
    StreamedBody body = reply.body();
    try {
      switch (own.nextInt(6)) {
        case 0 -> body.discard();
        case 1 -> part(body, own);
        case 2 -> subscribe(body, own, expected);
        case 3 -> labels(body, expected);
        default -> whole(mode, body, own, expected);
      }
    } catch (IOException e) {
      if (!(e.getCause() instanceof ExchangeException)) {
        failures.add("a reply that failed without reason: " + e + " " + request.meta());
      }
    } catch (ExchangeException lost) {
      // said so
    } catch (RuntimeException | AssertionError e) {
      failures.add("reading the reply to " + request.meta() + ": " + e);
    }
  }

  private static void part(StreamedBody body, Random own) throws IOException {
    try (InputStream in = body.stream()) {
      ModelSide.read(in, 1 + own.nextInt(50_000), own);
    }
  }

  private void whole(String mode, StreamedBody body, Random own, long expected) throws IOException {
    try (InputStream in = body.stream()) {
      same(ModelSide.read(in, -1, own), expected);
    }
    if (mode.startsWith("pushf") || mode.startsWith("pushe")) {
      failures.add("a body that failed at its writer was whole at its reader");
    }
  }

  private void same(long got, long expected) {
    if (got != expected) {
      failures.add("a body of " + got + " (expected: " + expected + ")");
    }
  }

  private void labels(StreamedBody body, long expected) throws IOException {
    long[] got = {0};
    body.forEachPart(
        (label, bytes) -> {
          long at = label.longValue("at", got[0]);
          if (at > got[0]) {
            failures.add("the label " + label + " at " + got[0]);
          }
          ModelSide.check(bytes, bytes.length, got[0]);
          got[0] += bytes.length;
        });
    same(got[0], expected);
  }

  private void subscribe(StreamedBody body, Random own, long expected) {
    CompletableFuture<Long> all = new CompletableFuture<>();
    body.publisher().subscribe(new Counting(all, own.nextInt(10) == 0));
    try {
      long got = all.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (got >= 0) {
        same(got, expected);
      }
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof ExchangeException known) {
        throw known;
      }
      throw new CompletionException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      failures.add("a subscriber that never heard of an end: " + e);
    }
  }

  private static final class Counting implements Flow.Subscriber<ByteBuffer> {
    private final CompletableFuture<Long> all;
    private final boolean cancels;
    private Flow.Subscription subscription = new Never();
    private long got;

    Counting(CompletableFuture<Long> all, boolean cancels) {
      this.all = all;
      this.cancels = cancels;
    }

    @Override
    public void onSubscribe(Flow.Subscription offered) {
      subscription = offered;
      offered.request(1);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      try {
        ModelSide.check(copy, copy.length, got);
      } catch (AssertionError e) {
        all.completeExceptionally(e);
      }
      got += copy.length;
      if (cancels) {
        subscription.cancel();
        all.complete(-1L);
      } else {
        subscription.request(1);
      }
    }

    @Override
    public void onError(Throwable cause) {
      all.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
      all.complete(got);
    }
  }

  private static final class Never implements Flow.Subscription {
    @Override
    public void request(long more) {}

    @Override
    public void cancel() {}
  }

  private void finish() throws InterruptedException {
    for (int i = 0; i < asked.size(); i++) {
      if (random.nextBoolean()) {
        asked.get(i).cancel(false); // those that hang, and others
      }
    }
    pool.execute(() -> {});
    switch (random.nextInt(4)) {
      case 0 -> client.connection.close();
      case 1 -> server.connection.close();
      default -> drain();
    }
    await("no outcome", asked, true);
    await("a body without end", read, true);
    for (ModelSide side : List.of(client, server)) {
      await("not finished", List.of(side.connection.finished()), false);
    }
    for (ModelSide side : List.of(client, server)) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (side.budget.reserved() != 0 && System.nanoTime() < deadline) {
        LockSupport.parkNanos(100_000);
      }
      if (side.budget.reserved() != 0) {
        failures.add(side.budget.reserved() + " bytes kept in the budget\n" + side.rules.history());
      }
    }
  }

  private void drain() throws InterruptedException {
    for (CompletableFuture<?> each : asked) {
      LockSupport.parkNanos(100_000);
      each.cancel(false);
    }
    Connection first = random.nextBoolean() ? client.connection : server.connection;
    Connection other = first == client.connection ? server.connection : client.connection;
    List<CompletableFuture<?>> settled = new ArrayList<>(List.of(first.drain("the end")));
    if (random.nextBoolean()) {
      settled.add(other.drain("the end, too"));
    }
    await("not settled", settled, false);
  }

  private void await(String what, List<? extends CompletableFuture<?>> all, boolean mayFail)
      throws InterruptedException {
    for (CompletableFuture<?> each : all) {
      try {
        each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        failures.add(what + "\n" + client.rules.history() + "\n" + server.rules.history());
        client.connection.close();
        return;
      } catch (java.util.concurrent.ExecutionException | RuntimeException e) {
        if (!mayFail) {
          failures.add(what + ": " + e);
        }
      }
    }
  }
}
