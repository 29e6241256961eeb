package io.cleave.exchange;

import io.cleave.body.Body;
import io.cleave.connection.ConnectionLog;
import io.cleave.connection.InboundBudget;
import io.cleave.connection.LinkEvent;
import io.cleave.connection.Liveness;
import io.cleave.connection.Pipelines;
import io.cleave.frame.LingeringClose;
import io.cleave.header.Header;
import io.cleave.message.BodyChunk;
import io.cleave.message.Message;
import io.cleave.message.MessageStart;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.CodecException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The last stage of a connection on {@code cleave/1}: reads each message's type and hands it to
 * whoever has its exchange.
 *
 * <pre>{@code
 * decoder -> hello, ping, goaway, event      this
 *         -> request, its data, end, cancel  Answerer -> handler on a worker
 *         -> reply, its data, end            Replies -> future, body
 *         -> credit, cancel                  Asker, Answerer -> Senders -> writer -> socket
 * }</pre>
 *
 * <p>It never stops reading because somebody is slow.
 *
 * <p><b>Threading.</b> On the event loop, but for what says otherwise.
 */
final class Exchanges extends ChannelDuplexHandler {
  private final ExchangeSettings settings;
  private final SocketAddress peer;
  private final boolean connecting;
  private final Connection connection;
  private final EventQueue events = new EventQueue(this);
  private final Ending ending;
  private final Workplace workplace;

  private Runnable onAdded = () -> {};
  private @Nullable Live live;
  private volatile Hello peerHello = Hello.NOT_YET;
  private Inbound.Sink sink = Inbound.Sink.NOWHERE;
  private volatile boolean greeted;

  /** What there is once there is a channel. */
  private record Live(
      Channel channel,
      BatchWriter writer,
      Senders senders,
      Asker asker,
      Replies replies,
      Answerer answerer) {}

  Exchanges(
      ExchangeSettings settings, SocketAddress peer, boolean connecting, Connection connection) {
    this.settings = settings;
    this.peer = peer;
    this.connecting = connecting;
    this.connection = connection;
    this.ending = new Ending(this, settings);
    this.workplace = new Workplace(settings, peer, this::finishIfDone);
  }

  private void finishIfDone() {
    ending.finishIfDone(workplace);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    BatchWriter writer = new BatchWriter(ctx, Pipelines.metricsOf(ctx.channel()));
    Senders senders = new Senders(writer);
    Asker asker = new Asker(this, senders, connecting ? -1 : 0);
    live =
        new Live(
            ctx.channel(),
            writer,
            senders,
            asker,
            new Replies(this, asker, writer),
            new Answerer(this, senders, connecting));
    onAdded.run();
  }

  void onAdded(Runnable action) {
    onAdded = action;
  }

  private Live live() {
    Live present = live;
    if (present == null) {
      throw new IllegalStateException("connection: not in a pipeline yet");
    }
    return present;
  }

  Channel channel() {
    return live().channel();
  }

  Asker asker() {
    return live().asker();
  }

  Answerer answerer() {
    return live().answerer();
  }

  Ending ending() {
    return ending;
  }

  Workplace workplace() {
    return workplace;
  }

  BatchWriter writer() {
    return live().writer();
  }

  Connection connection() {
    return connection;
  }

  SocketAddress peer() {
    return peer;
  }

  Hello peerHello() {
    return peerHello;
  }

  InboundBudget budget() {
    return settings.budget();
  }

  Routes routes() {
    return settings.routes();
  }

  int maxInFlight() {
    return settings.maxInFlight();
  }

  /** Whether the peer has said hello. */
  boolean isGreeted() {
    return greeted;
  }

  /** Whether nothing is being asked or answered. */
  boolean isIdle() {
    return asker().isIdle() && answerer().isIdle();
  }

  /** Whether anything can be sent: by the side that accepted, behind its hello. */
  boolean isSending() {
    return !ending.isOver() && (connecting || greeted);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (connecting) {
      writer().write(settings.hello().toHeader());
      writer().flush();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (ending.isOver()) {
      ReferenceCountUtil.release(msg);
      return;
    }
    writer().readBegins();
    try {
      if (msg instanceof Message message) {
        read(message);
      } else if (msg instanceof MessageStart start) {
        sink = begin(start.header(), start.bodyLength());
      } else {
        BodyChunk chunk = (BodyChunk) msg;
        Inbound.Sink into = sink;
        if (chunk.isLast()) {
          sink = Inbound.Sink.NOWHERE;
        }
        into.bytes(chunk.content());
        if (chunk.isLast()) {
          into.end();
        }
      }
    } catch (CodecException broken) {
      ending.refuse(broken);
    }
  }

  private void read(Message message) {
    Body body = message.body();
    try {
      begin(message.header(), body.length()).whole(body.content());
    } finally {
      body.release();
    }
  }

  private Inbound.Sink begin(Header header, long length) {
    if (!greeted) {
      readFirst(header);
      return Inbound.Sink.NOWHERE;
    }
    MessageType type = MessageType.of(header.text(Fields.TYPE));
    type.requireBody(length);
    switch (type) {
      case PING -> answerPing(header);
      case PONG -> {}
      case GOAWAY -> goneAway(header);
      case EVENT -> {
        return events.incoming(header, length);
      }
      case HELLO -> throw new ViolationException("type: a second hello (expected: one)");
      default -> {
        return ofExchange(type, header, length);
      }
    }
    return Inbound.Sink.NOWHERE;
  }

  private Inbound.Sink ofExchange(MessageType type, Header header, long length) {
    long id = Fields.number(header, Fields.ID, 1);
    boolean ours = (id % 2 == 1) == connecting;
    if (type == MessageType.REQUEST) {
      return answerer().request(header, id, length);
    }
    return ours ? ofAsked(type, header, id, length) : ofAnswering(type, header, id);
  }

  /** Of a request this side has made. */
  private Inbound.Sink ofAsked(MessageType type, Header header, long id, long length) {
    Replies replies = live().replies();
    switch (type) {
      case REPLY -> {
        return replies.reply(header, id, length);
      }
      case DATA -> {
        return replies.data(header, id);
      }
      case END -> replies.end(header, id);
      case CREDIT -> asker().credit(header, id);
      default -> asker().stopBody(id); // a cancel
    }
    return Inbound.Sink.NOWHERE;
  }

  /** Of a request of the peer. */
  private Inbound.Sink ofAnswering(MessageType type, Header header, long id) {
    Answerer answerer = answerer();
    switch (type) {
      case REPLY ->
          throw new ViolationException("id: " + id + " in a reply (expected: one that was asked)");
      case DATA -> {
        return answerer.data(header, id);
      }
      case END -> answerer.end(header, id);
      case CREDIT -> answerer.credit(header, id);
      default -> answerer.cancel(header, id);
    }
    return Inbound.Sink.NOWHERE;
  }

  private void readFirst(Header header) {
    if (connecting && header.text(Fields.TYPE, "").equals("goaway")) {
      goneAway(header);
      return;
    }
    Hello hello = Hello.read(header);
    if (!connecting && !settings.admits().test(hello.token())) {
      throw new ViolationException(
          Status.UNAUTHENTICATED,
          hello.token().isEmpty()
              ? "token: none (expected: the one this server was told)"
              : "token: a wrong one (expected: the one this server was told)");
    }
    peerHello = hello;
    writer().headersUpTo(hello.maxHeader());
    if (!connecting) {
      writer().write(settings.hello().toHeader());
    }
    if (hello.pingMillis() > 0) {
      Liveness.of(channel())
          .begin(
              Duration.ofMillis(hello.pingMillis()),
              ExchangeSettings.PING_TIMEOUT,
              () -> writer().write(Header.of(Fields.TYPE, "ping")));
    }
    greeted = true;
    workplace.tell(() -> settings.onOpen().accept(connection));
    asker().greeted();
  }

  private void answerPing(Header header) {
    String nonce = header.text(Fields.NONCE, "");
    if (nonce.length() > 64) {
      throw new ViolationException(
          "nonce: " + nonce.length() + " characters (expected: at most 64)");
    }
    Header pong = Header.of(Fields.TYPE, "pong");
    writer().write(nonce.isEmpty() ? pong : pong.with(Fields.NONCE, nonce));
  }

  private void goneAway(Header header) {
    Status status = Fields.status(header);
    String reason = Fields.sentence(header, Fields.REASON);
    if (status == Status.OK) {
      ending.peerDrains(Fields.number(header, Fields.LAST_ID, 0), reason);
    } else {
      ending.refused(status, reason);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    writer().readEnds();
    ctx.fireChannelReadComplete();
  }

  /** Whoever flushes the channel, to close it for example, flushes what this side has written. */
  @Override
  public void flush(ChannelHandlerContext ctx) {
    writer().pass();
    ctx.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      live().senders().send();
      asker().pump();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CodecException) {
      ending.refuse(cause);
      return;
    }
    if (!ending.isOver() && cause instanceof IOException) {
      settings.log().gone(peer, ConnectionLog.sentence(cause));
    } else if (!ending.isOver()) {
      settings.log().failed(peer, "the connection failed", cause);
    }
    ending.lost(ConnectionLog.sentence(cause));
    ctx.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ending.lost("the peer closed it");
      LingeringClose.close(channel());
    } else if (event instanceof LinkEvent deadline && !ending.isOver()) {
      ending.tooLate(deadline);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ending.channelClosed();
    writer().readEnds();
    if (greeted) {
      workplace.tell(() -> settings.onClose().accept(connection));
    }
    finishIfDone();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    ending.channelClosed(); // also of a channel that never became active
    writer().readEnds();
    finishIfDone();
  }

  /** What is coming in is not wanted any more. */
  void dropSink() {
    if (sink instanceof Collector collector) {
      collector.abort();
    }
    sink = Inbound.Sink.NOWHERE;
  }
}
