package io.cleave.endpoint;

import io.cleave.body.Body;
import io.cleave.connection.ConnectionLog;
import io.cleave.connection.InboundBudget;
import io.cleave.exchange.BodyOutput;
import io.cleave.exchange.Connection;
import io.cleave.exchange.DrainTally;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ExchangeSettings;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Routes;
import io.cleave.exchange.Status;
import io.cleave.header.Header;
import io.cleave.message.MessageDecoder;
import io.cleave.message.MessageFormat;
import io.cleave.metrics.ConnectionMetrics;
import io.netty.channel.ChannelPipeline;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** One end of a connection in {@link ExchangeModelIT}: its routes do what the request says. */
final class ModelSide {
  private static final MessageFormat FORMAT = MessageFormat.of("<q").withMaxBodyLength(256 << 10);
  private static final SocketAddress PEER = InetSocketAddress.createUnresolved("model.invalid", 1);
  static final String[] MODES = {
    "whole",
    "stream",
    "push",
    "pushfail",
    "pusherror",
    "echo",
    "error",
    "throw",
    "null",
    "hang",
    "later",
    "laterpush",
    "never",
    "trailers"
  };

  final WireRules rules;
  final InboundBudget budget;
  final Connection connection;
  final AtomicInteger events = new AtomicInteger();
  private final ExecutorService workers;
  private final long seed;

  ModelSide(boolean connecting, Random random, ExecutorService workers, Failures failures) {
    this.workers = workers;
    this.seed = random.nextLong();
    rules = new WireRules(connecting ? "connecting" : "accepting", connecting, failures::add);
    budget = InboundBudget.of(random.nextInt(3) == 0 ? 300_000 : 16 << 20);
    Routes routes =
        Routes.NONE
            .with("do", this::answer)
            .withAsync("async", this::answerLater)
            .withEvent("note", event -> events.incrementAndGet());
    ExchangeSettings settings =
        new ExchangeSettings(
            routes,
            "model",
            "",
            token -> true,
            random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 64,
            Duration.ofSeconds(20),
            budget,
            workers,
            workers,
            new ConnectionLog(ExchangeModelIT.class),
            opened -> {},
            closed -> {},
            new DrainTally());
    connection =
        connecting ? Connection.connecting(settings, PEER) : Connection.accepting(settings, PEER);
  }

  void install(ChannelPipeline pipeline) {
    pipeline.channel().config().setOption(io.netty.channel.ChannelOption.ALLOW_HALF_CLOSURE, true);
    pipeline
        .addLast(new WireTap(rules, seed))
        .addLast(new MessageDecoder(FORMAT, FORMAT, ConnectionMetrics.NONE))
        .addLast(connection.stage(() -> {}));
  }

  /** A byte of the one pattern all bodies follow. */
  static byte at(long position) {
    return (byte) (position * 31 + (position >> 8));
  }

  static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = at(i);
    }
    return bytes;
  }

  /** Checks what has come of the pattern. */
  static void check(byte[] bytes, int count, long offset) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] != at(offset + i)) {
        throw new AssertionError("another byte at " + (offset + i) + " of a body");
      }
    }
  }

  /** The pattern as a stream, in pieces of any length, which may fail at its end. */
  static InputStream stream(int length, boolean fails, Random random) {
    return new InputStream() {
      private int position;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int wanted) throws IOException {
        if (position >= length) {
          if (fails) {
            throw new IOException("the source fails here");
          }
          return -1;
        }
        int count = Math.min(Math.min(wanted, length - position), 1 + random.nextInt(30_000));
        for (int i = 0; i < count; i++) {
          target[offset + i] = at(position++);
        }
        return count;
      }
    };
  }

  /** Reads up to that many bytes, or all, with breaks; returns how many there were. */
  static long read(InputStream in, long most, Random random) throws IOException {
    byte[] buffer = new byte[1 + random.nextInt(40_000)];
    long got = 0;
    while (most < 0 || got < most) {
      int count = in.read(buffer);
      if (count < 0) {
        return got;
      }
      check(buffer, count, got);
      got += count;
      if (random.nextInt(8) == 0) {
        LockSupport.parkNanos(1_000);
      }
    }
    return got;
  }

  private Reply answer(ReceivedRequest request) throws Exception {
    Header told = request.meta();
    Random random = new Random(told.longValue("seed"));
    long take = told.longValue("take");
    if (take != 0) {
      try (InputStream in = request.body().stream()) {
        long got = read(in, take, random);
        if (take < 0 && got != told.longValue("sent")) {
          throw new AssertionError("a body that was not whole: " + got + " for " + told);
        }
      } catch (IOException failed) {
        if (!(failed.getCause() instanceof ExchangeException)
            && !(failed instanceof java.io.InterruptedIOException)) {
          throw new AssertionError("a body that failed without reason", failed);
        }
        throw failed;
      }
    }
    return reply(request, random);
  }

  private Reply reply(ReceivedRequest request, Random random) throws InterruptedException {
    int length = (int) request.meta().longValue("length");
    Reply pushed = Reply.writing(out -> push(out, length, random));
    return switch (request.meta().text("mode")) {
      case "whole", "later" -> Reply.bytes(pattern(length));
      case "stream" -> Reply.of(Body.stream(stream(length, false, random)));
      case "push", "laterpush" -> pushed;
      case "pushfail" -> failing(length, random, new IllegalStateException("meant"));
      case "pusherror" -> failing(length, random, new ExchangeException(Status.CONFLICT, "meant"));
      case "echo" -> Reply.of(Body.stream(request.body().publisher()));
      case "error" -> throw new ExchangeException(Status.NOT_FOUND, "meant");
      case "throw" -> throw new IllegalStateException("meant");
      case "hang", "never" -> {
        new CountDownLatch(1).await();
        yield Reply.ok();
      }
      case "trailers" ->
          Reply.bytes(pattern(length))
              .withTrailers(CompletableFuture.supplyAsync(() -> Header.of("a", 1), workers));
      default -> none();
    };
  }

  private static Reply failing(int length, Random random, RuntimeException failure) {
    return Reply.writing(
        out -> {
          push(out, length, random);
          throw failure;
        });
  }

  @SuppressWarnings("NullAway") // what a handler must not do
  private static Reply none() {
    return null;
  }

  private static void push(BodyOutput out, int length, Random random) throws InterruptedException {
    byte[] all = pattern(length);
    for (int sent = 0; sent < length; ) {
      int count = Math.min(length - sent, 1 + random.nextInt(70_000));
      out.write(random.nextBoolean() ? Header.empty() : Header.of("at", sent), all, sent, count);
      sent += count;
    }
    out.trailers(Header.of("length", length));
  }

  private CompletionStage<Reply> answerLater(ReceivedRequest request) {
    Random random = new Random(request.meta().longValue("seed"));
    if (request.meta().text("mode").equals("never")) {
      return new CompletableFuture<>();
    }
    if (request.meta().text("mode").equals("throw")) {
      throw new IllegalStateException("meant");
    }
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return reply(request, random);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        workers);
  }
}
