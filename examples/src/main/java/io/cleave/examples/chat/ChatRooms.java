package io.cleave.examples.chat;

import io.cleave.examples.console.Quoted;
import io.cleave.exchange.Connection;
import io.cleave.exchange.Event;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Status;
import io.cleave.frame.FrameTooLongException;
import io.cleave.header.Header;
import io.cleave.header.HeaderException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who is in which room, and what they say to each other. A room is there as long as somebody is in
 * it. Everybody else in a room is told; whoever speaks, joins or leaves is not, as the reply is
 * enough.
 *
 * <pre>{@code
 * > {"type":"request","id":3,"route":"chat.say","meta":{"room":"lobby"},"body_size":2} hi
 * < {"type":"reply","id":3,"status":"ok"}
 * < {"type":"event","route":"chat.said","meta":{"room":"lobby","name":"ann"},"body_size":2} hi
 * }</pre>
 *
 * <p><b>Threading.</b> Any. All members of a room hear everything in one order. Sending waits for
 * nobody: who does not read is cut off by the connection, and has left then.
 */
final class ChatRooms {
  static final String JOIN = "chat.join";
  static final String SAY = "chat.say";
  static final String SAID = "chat.said";
  static final String JOINED = "chat.joined";
  static final String LEFT = "chat.left";

  static final String ROOM = "room";
  static final String NAME = "name";

  /** The longest text, in bytes. */
  static final int MAX_TEXT = 64 << 10;

  /** How many rooms one connection may be in. */
  static final int MAX_ROOMS = 16;

  /** For each room its people, for each of them where they are; guarded by this. */
  private final Map<String, Map<String, Connection>> rooms = new HashMap<>();

  /** For each connection its rooms, and its name in each; guarded by this. */
  private final Map<Connection, Map<String, String>> seats = new HashMap<>();

  /** The route {@value #JOIN}. */
  Reply join(ReceivedRequest request) {
    String room = named(request, ROOM);
    String name = named(request, NAME);
    Connection connection = request.connection();
    take(room, name, connection);
    connection.closed().whenComplete((done, lost) -> leave(connection)); // at once if it is over
    return Reply.ok();
  }

  private synchronized void take(String room, String name, Connection connection) {
    Map<String, String> seatsOfOne = seats.getOrDefault(connection, Map.of());
    String here = seatsOfOne.get(room);
    if (name.equals(here)) {
      return;
    }
    if (here != null) {
      throw new ExchangeException(Status.CONFLICT, "you are in that room already, as " + here);
    }
    Map<String, Connection> people = rooms.getOrDefault(room, Map.of());
    if (people.containsKey(name)) {
      throw new ExchangeException(
          Status.CONFLICT, "somebody in room " + room + " is called " + name + " already");
    }
    if (seatsOfOne.size() == MAX_ROOMS) {
      throw new ExchangeException(
          Status.TOO_LARGE, "no more than " + MAX_ROOMS + " rooms on one connection");
    }
    tell(room, Event.to(JOINED).withMeta(Header.of(ROOM, room, NAME, name)), connection);
    rooms.computeIfAbsent(room, r -> new LinkedHashMap<>()).put(name, connection);
    seats.computeIfAbsent(connection, c -> new HashMap<>()).put(room, name);
  }

  /** The route {@value #SAY}. */
  Reply say(ReceivedRequest request) {
    String room = named(request, ROOM);
    byte[] text = textOf(request);
    Connection connection = request.connection();
    synchronized (this) {
      String name = seats.getOrDefault(connection, Map.of()).get(room);
      if (name == null) {
        throw new ExchangeException(Status.NOT_FOUND, "you are in no room called " + room);
      }
      Header meta = Header.of(ROOM, room, NAME, name);
      tell(room, Event.to(SAID).withMeta(meta).withBytes(text), connection);
    }
    return Reply.ok();
  }

  private static byte[] textOf(ReceivedRequest request) {
    try {
      return request.body().bytes(MAX_TEXT);
    } catch (FrameTooLongException tooLong) {
      throw new ExchangeException(
          Status.TOO_LARGE, "no more than " + MAX_TEXT + " bytes at a time");
    }
  }

  private synchronized void leave(Connection connection) {
    Map<String, String> left = seats.remove(connection);
    if (left == null) {
      return;
    }
    left.forEach(
        (room, name) -> {
          Map<String, Connection> people = rooms.getOrDefault(room, Map.of());
          people.remove(name);
          if (people.isEmpty()) {
            rooms.remove(room);
          }
          tell(room, Event.to(LEFT).withMeta(Header.of(ROOM, room, NAME, name)), connection);
        });
  }

  /** Tells everybody in a room but one. */
  private void tell(String room, Event event, Connection but) {
    for (Connection connection : rooms.getOrDefault(room, Map.of()).values()) {
      if (connection != but) {
        connection.send(event);
      }
    }
  }

  /** How many rooms there are. */
  synchronized int size() {
    return rooms.size();
  }

  private static String named(ReceivedRequest request, String key) {
    try {
      return ChatNames.check("meta." + key, request.meta().text(key));
    } catch (HeaderException | IllegalArgumentException refused) {
      throw new ExchangeException(
          Status.BAD_REQUEST, Quoted.bare(String.valueOf(refused.getMessage())));
    }
  }
}
