package io.cleave.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.cleave.endpoint.MessageServer;
import io.cleave.examples.testing.NativePeer;
import io.cleave.examples.testing.NativePeer.Said;
import io.cleave.header.Header;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Members of a room that do not read, or are too many places at once. */
@SuppressWarnings("NullAway.Init") // filled in before each test
class ChatRoomsIT {
  /** More than a connection keeps for who does not read. */
  private static final int MOST_TEXTS = 4_000;

  private final ChatRooms rooms = new ChatRooms();
  private MessageServer server;

  @BeforeEach
  void serve() {
    ((Logger) LoggerFactory.getLogger(MessageServer.class)).setLevel(Level.ERROR);
    server =
        MessageServer.builder()
            .route(ChatRooms.JOIN, rooms::join)
            .route(ChatRooms.SAY, rooms::say)
            .bind(0);
  }

  @AfterEach
  void stop() {
    server.close();
    await().until(() -> rooms.size() == 0);
  }

  /** The answer; what is said besides counts as heard. */
  private static Said ask(NativePeer peer, int id, String route, Header meta, int length)
      throws IOException {
    Header request = Header.of("type", "request", "id", id, "route", route, "meta", meta);
    peer.say(request.toJson(), new byte[length]);
    Said said = peer.hear();
    while (said.type().equals("event")) {
      said = peer.hear();
    }
    return said;
  }

  private static String join(NativePeer peer, int id, String room, String name) throws IOException {
    Header meta = Header.of("room", room, "name", name);
    return ask(peer, id, ChatRooms.JOIN, meta, 0).header().text("status");
  }

  @Test
  void whoDoesNotReadHoldsNobodyUpAndIsCutOff() throws IOException {
    try (NativePeer silent = NativePeer.connect(server.port());
        NativePeer speaker = NativePeer.connect(server.port())) {
      assertThat(join(silent, 1, "room", "silent")).isEqualTo("ok");
      assertThat(join(speaker, 1, "room", "speaker")).isEqualTo("ok");
      Header room = Header.of("room", "room");
      int texts = 0;
      while (server.openConnections() > 1 && texts < MOST_TEXTS) {
        texts++;
        Said reply = ask(speaker, 1 + 2 * texts, ChatRooms.SAY, room, ChatRooms.MAX_TEXT);
        assertThat(reply.header().text("status")).isEqualTo("ok");
      }
      assertThat(texts).isLessThan(MOST_TEXTS);
      try (NativePeer other = NativePeer.connect(server.port())) {
        AtomicInteger id = new AtomicInteger(-1);
        await() // the name is free again
            .until(() -> join(other, id.addAndGet(2), "room", "silent"), "ok"::equals);
      }
    }
  }

  @Test
  void aTextHasALimit() throws IOException {
    try (NativePeer peer = NativePeer.connect(server.port())) {
      assertThat(join(peer, 1, "room", "peer")).isEqualTo("ok");
      Header room = Header.of("room", "room");
      Said reply = ask(peer, 3, ChatRooms.SAY, room, ChatRooms.MAX_TEXT + 1);
      assertThat(reply.header().text("status")).isEqualTo("too_large");
    }
  }

  @Test
  void aConnectionIsInSoManyRooms() throws IOException {
    try (NativePeer peer = NativePeer.connect(server.port())) {
      for (int i = 0; i < ChatRooms.MAX_ROOMS; i++) {
        assertThat(join(peer, 1 + 2 * i, "room" + i, "peer")).isEqualTo("ok");
      }
      assertThat(join(peer, 101, "one more", "peer")).isEqualTo("too_large");
      assertThat(rooms.size()).isEqualTo(ChatRooms.MAX_ROOMS);
    }
  }
}
