package io.cleave.endpoint;

import io.cleave.header.Header;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What one end of {@code cleave/1} may send, given what it has sent and seen before: a model in a
 * few maps, told of each message in that end's own order.
 *
 * <p><b>Threading.</b> One event loop; read when that has come to rest.
 */
final class WireRules {
  private static final Set<String> STATUSES =
      Set.of(
          "ok bad_request unauthenticated forbidden not_found busy too_large conflict"
              .concat(" deadline_exceeded cancelled unavailable internal")
              .split(" "));
  private static final int SHOWN = 60;

  /** One direction of one exchange. */
  private static final class Flow {
    boolean more;
    boolean ended;
    boolean stopped;
    long bytes;
    long granted;
    final CRC32 crc = new CRC32();
  }

  /** One request and all that belongs to it. */
  private static final class Exchange {
    final Flow request = new Flow();
    final Flow reply = new Flow();
    boolean replied;
    boolean over;
    boolean cancelled; // by its asker
  }

  private final String side;
  private final boolean connecting;
  private final Consumer<String> broken;
  private final Map<Long, Exchange> all = new HashMap<>();
  private final Deque<String> last = new ArrayDeque<>();
  private @Nullable Header helloSent;
  private @Nullable Header helloSeen;
  private long highestSent;
  private long highestSeen;
  private long open; // requests this end has sent
  private boolean drains;
  private boolean peerDrains;
  private long drainedAt = Long.MAX_VALUE;
  private long messages;
  private boolean refused;
  private boolean dead;

  WireRules(String side, boolean connecting, Consumer<String> broken) {
    this.side = side;
    this.connecting = connecting;
    this.broken = broken;
  }

  long messages() {
    return messages;
  }

  /** The last messages, for whoever has to find out. */
  String history() {
    return side + ":\n  " + String.join("\n  ", last);
  }

  private void require(boolean holds, String rule, Header header) {
    if (!holds && !dead) {
      dead = true;
      broken.accept(side + ": " + rule + ": " + header + "\n" + history());
    }
  }

  /** A header, before anybody behind the tap has seen all of it. */
  void message(boolean sent, Header header, int headerLength, long length) {
    messages++;
    last.add((sent ? "> " : "< ") + header);
    if (last.size() > SHOWN) {
      last.remove();
    }
    String type = header.text("type");
    require(!sent || !refused, "nothing behind a refusal", header);
    require(length <= 262_144, "a body in one message", header);
    require(length == 0 || Set.of("request", "reply", "event", "data").contains(type), "b", header);
    opening(sent, header, headerLength, type);
    long id = header.longValue("id", 0L);
    switch (type) {
      case "request" -> request(sent, header, id, length);
      case "reply" -> reply(sent, header, id, length);
      case "data" -> data(sent, header, id, length);
      case "end" -> end(sent, header, id);
      case "credit" -> credit(sent, header, id);
      case "cancel" -> cancel(sent, header, id);
      case "goaway" -> goaway(sent, header);
      case "hello", "event", "ping", "pong" -> {}
      default -> require(false, "type", header);
    }
  }

  private void opening(boolean sent, Header header, int headerLength, String type) {
    if (type.equals("hello")) {
      require((sent ? helloSent : helloSeen) == null, "one hello", header);
      require(headerLength <= 4096, "length of a hello", header);
      require(!sent || connecting || helloSeen != null, "accepting side first", header);
      helloSent = sent ? header : helloSent;
      helloSeen = sent ? helloSeen : header;
      return;
    }
    boolean inItsPlace = type.equals("goaway") && sent != connecting;
    require(inItsPlace || (sent ? helloSent : helloSeen) != null, "hello first", header);
    if (sent) {
      long most = helloSeen == null ? 8192 : helloSeen.longValue("max_header", 65_536L);
      require(headerLength <= most, "header length", header);
    }
  }

  private boolean ours(long id) {
    return (id % 2 == 1) == connecting;
  }

  private @Nullable Exchange known(Header header, long id) {
    Exchange exchange = all.get(id);
    require(exchange != null, "an id that was used", header);
    return exchange;
  }

  private void request(boolean sent, Header header, long id, long length) {
    require(ours(id) == sent, "parity", header);
    require(id > (sent ? highestSent : highestSeen), "rising ids", header);
    Exchange exchange = new Exchange();
    all.put(id, exchange);
    if (sent) {
      highestSent = id;
      open++;
      require(!drains && !peerDrains, "no request while draining", header);
      long most = helloSeen == null ? 16 : helloSeen.longValue("max_in_flight", 256L);
      require(open <= most, "requests in flight: " + open, header);
    } else {
      highestSeen = id;
      exchange.over = id > drainedAt;
    }
    begin(sent, exchange.request, header, length);
  }

  private void begin(boolean sent, Flow flow, Header header, long length) {
    flow.more = header.flag("more", false);
    count(sent, flow, header, length);
  }

  private void count(boolean sent, Flow flow, Header header, long length) {
    flow.bytes += length;
    if (sent && flow.more) {
      long first = helloSeen == null ? 65_536 : helloSeen.longValue("credit", 1L << 20);
      require(flow.bytes <= first + flow.granted, "credit", header);
    }
  }

  private void over(Exchange exchange, long id) {
    if (!exchange.over) {
      exchange.over = true;
      open -= ours(id) ? 1 : 0;
    }
  }

  private void reply(boolean sent, Header header, long id, long length) {
    Exchange exchange = known(header, id);
    require(ours(id) != sent, "a reply to the other's request", header);
    if (exchange == null) {
      return;
    }
    require(!sent || !exchange.over, "no reply to what is over", header);
    require(!sent || !exchange.replied, "one reply", header);
    require(STATUSES.contains(header.text("status")), "status", header);
    require(header.text("error", "").length() <= 1024, "error", header);
    exchange.replied = true;
    begin(sent, exchange.reply, header, length);
    if (!exchange.reply.more && length == 0) {
      over(exchange, id);
    }
  }

  private Flow flow(boolean sent, Exchange exchange, long id) {
    return ours(id) == sent ? exchange.request : exchange.reply;
  }

  private void data(boolean sent, Header header, long id, long length) {
    Exchange exchange = known(header, id);
    if (exchange == null) {
      return;
    }
    Flow flow = flow(sent, exchange, id);
    require(length > 0, "empty data", header);
    require(flow.more && !flow.ended, "data before an end", header);
    require(!sent || (!exchange.over && !flow.stopped), "no data for what is over", header);
    count(sent, flow, header, length);
  }

  /** Bytes of a body, before anybody behind the tap has seen the last of them. */
  void body(boolean sent, String type, long id, byte[] bytes, boolean isLast) {
    Exchange exchange = all.get(id);
    if (exchange == null || type.equals("event")) {
      return;
    }
    flow(sent, exchange, id).crc.update(bytes);
    if (isLast && type.equals("reply") && !exchange.reply.more) {
      over(exchange, id);
    }
  }

  private void end(boolean sent, Header header, long id) {
    Exchange exchange = known(header, id);
    if (exchange == null) {
      return;
    }
    Flow flow = flow(sent, exchange, id);
    boolean ok = header.text("status").equals("ok");
    require(flow.more && !flow.ended, "one end", header);
    require(!sent || !flow.stopped, "no end of what was stopped", header);
    require(
        !sent || !exchange.over || (ours(id) && !ok && !exchange.cancelled), "late end", header);
    long crc = flow.crc.getValue();
    require(!ok || header.longValue("crc32", crc) == crc, "crc32 of " + crc, header);
    require(STATUSES.contains(header.text("status")), "status", header);
    flow.ended = true;
    if (flow == exchange.reply) {
      over(exchange, id);
    }
  }

  private void credit(boolean sent, Header header, long id) {
    Exchange exchange = known(header, id);
    long bytes = header.longValue("bytes");
    require(bytes > 0, "bytes", header);
    if (exchange == null) {
      return;
    }
    Flow flow = flow(!sent, exchange, id);
    flow.granted += bytes;
    if (sent) {
      require(flow.more && !flow.ended && !flow.stopped, "credit for what comes", header);
      require(!exchange.over, "no credit for what is over", header);
      require(65_536 + flow.granted - flow.bytes <= 1 << 20, "window", header);
    }
  }

  private void cancel(boolean sent, Header header, long id) {
    Exchange exchange = known(header, id);
    if (exchange == null) {
      return;
    }
    if (ours(id) == sent) {
      require(!exchange.cancelled, "one cancel", header);
      require(!sent || !exchange.over, "no cancel of what is over", header);
      exchange.cancelled = true;
      over(exchange, id);
    } else {
      require(!exchange.request.stopped, "one cancel of a body", header);
      require(!sent || !exchange.cancelled, "nothing behind a cancel", header);
      exchange.request.stopped = true;
    }
  }

  private void goaway(boolean sent, Header header) {
    String reason = header.text("reason", "");
    if (reason.startsWith("event: ") || reason.contains(", then end of stream")) {
      refused |= sent; // too many of them, or a program that closes the socket: no rule broken
      return;
    }
    require(header.text("status").equals("ok"), "nobody is refused here", header);
    long lastId = header.longValue("last_id");
    if (sent) {
      require(!drains, "one goaway", header);
      require(lastId == highestSeen, "the last id seen, " + highestSeen, header);
      drains = true;
      drainedAt = lastId;
      return;
    }
    peerDrains = true;
    all.forEach(
        (id, exchange) -> {
          if (ours(id) && id > lastId) {
            over(exchange, id);
          }
        });
  }

  /** What this end still waits for, when nothing comes any more. */
  long open() {
    return open;
  }
}
