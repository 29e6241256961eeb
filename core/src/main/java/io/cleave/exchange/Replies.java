package io.cleave.exchange;

import io.cleave.header.Header;
import io.netty.channel.Channel;

/**
 * The replies to the requests of this side, as they come.
 *
 * <p><b>Threading.</b> On the event loop.
 */
final class Replies {
  private final Exchanges exchanges;
  private final Asker asker;
  private final BatchWriter writer;

  Replies(Exchanges exchanges, Asker asker, BatchWriter writer) {
    this.exchanges = exchanges;
    this.asker = asker;
    this.writer = writer;
  }

  Inbound.Sink reply(Header header, long id, long length) {
    Status status = Fields.status(header);
    boolean more = header.flag(Fields.MORE, false);
    Asked asked = asker.find(id, "reply");
    if (asked == null || asked.reply != null) {
      return Inbound.Sink.NOWHERE;
    }
    if (status != Status.OK) {
      asker.end(asked, error(asked, status, header), true);
      return Inbound.Sink.NOWHERE;
    }
    if (more) {
      return begin(asked, header);
    }
    exchanges.budget().reserve(length);
    return new Whole(asked, Fields.meta(header), length);
  }

  private static ExchangeException error(Asked asked, Status status, Header header) {
    String error = Fields.sentence(header, Fields.ERROR);
    String sentence = error.isEmpty() ? asked.request.route() + ": " + status : error;
    boolean mayHaveRun = status != Status.BUSY && status != Status.UNAUTHENTICATED;
    return new ExchangeException(status, sentence, mayHaveRun, null, Fields.meta(header));
  }

  /** In memory that nobody has to release: a reply need not be read. */
  private final class Whole extends Collector {
    private final Asked asked;
    private final Header meta;

    Whole(Asked asked, Header meta, long length) {
      super(length, writer.ctx().alloc());
      this.asked = asked;
      this.meta = meta;
    }

    @Override
    void collected(byte[] bytes) {
      exchanges.budget().release(length());
      if (!asked.over) {
        Channel channel = exchanges.channel();
        asker.finish(asked, new ReceivedReply(meta, new WholeBody(bytes, channel, null)));
      }
    }

    @Override
    void aborted() {
      exchanges.budget().release(length());
    }
  }

  private Inbound.Sink begin(Asked asked, Header header) {
    exchanges.budget().reserve(Hello.MIN_CREDIT);
    Inbound inbound =
        Inbound.more(asked.id, writer, exchanges.budget(), () -> asker.cancel(asked, "not wanted"));
    asked.reply = inbound;
    ReceivedReply reply = new ReceivedReply(Fields.meta(header), inbound.body());
    inbound.open();
    exchanges
        .workplace()
        .tell(
            () -> {
              if (!asked.complete(reply)) {
                inbound.body().discard();
              }
            });
    return inbound.sink(Header.empty(), () -> {});
  }

  Inbound.Sink data(Header header, long id) {
    Asked asked = asker.find(id, "data");
    if (asked == null) {
      return Inbound.Sink.NOWHERE;
    }
    return begun(asked, "data").sink(Fields.meta(header), () -> {});
  }

  void end(Header header, long id) {
    Asked asked = asker.find(id, "end");
    if (asked != null) {
      begun(asked, "end").end(header);
      asker.finish(asked, null);
    }
  }

  private static Inbound begun(Asked asked, String type) {
    Inbound reply = asked.reply;
    if (reply == null || reply.isEnded()) {
      throw new ViolationException(
          type + ": for id " + asked.id + " (expected: a reply with more before)");
    }
    return reply;
  }
}
