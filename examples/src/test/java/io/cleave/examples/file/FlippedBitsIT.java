package io.cleave.examples.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.cleave.body.BodyDigestException;
import io.cleave.endpoint.PlainMessageClient;
import io.cleave.endpoint.PlainMessageServer;
import io.cleave.examples.testing.FaultLine;
import io.cleave.examples.testing.FullRuns;
import io.cleave.header.Header;
import io.cleave.message.MessageFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** Files of which one bit was turned over on the way. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
@Isolated("it measures this process")
class FlippedBitsIT {
  private static final int LENGTH = 20_000;
  private static final MessageFormat FORMAT = MessageFormat.of("<q").withBodyLengthKey("file_size");

  @TempDir Path directory;

  private final byte[] file = new byte[LENGTH];
  private byte[] header;

  private final Logger log = (Logger) LoggerFactory.getLogger(PlainMessageServer.class);

  @BeforeEach
  void make() throws Exception {
    log.setLevel(Level.OFF); // a line for each flipped bit helps nobody
    new Random(5).nextBytes(file);
    String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(file));
    Header said = Header.of("file_name", "a", "file_size", LENGTH, "md5", md5);
    header = said.toJson().getBytes(UTF_8);
  }

  @AfterEach
  void logAgain() {
    log.setLevel(null);
  }

  /** 100 bits in every build, 10 000 with {@code -Dcleave.full}. */
  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void noUploadWithAFlippedBitIsTaken() throws IOException {
    Random random = new Random(6);
    int flips = FullRuns.count(10_000);
    int detected = 0;
    try (PlainMessageServer server =
        PlainMessageServer.builder(FORMAT)
            .onEvent(TakenFiles.into(directory)::take)
            .onePerConnection()
            .bind(0)) {
      for (int i = 0; i < flips; i++) {
        detected += isTaken(server.port(), flipped(random)) ? 0 : 1;
      }
      FaultLine.print("X5", "%s bits of uploads flipped, %s detected", flips, detected);
      assertThat(directory).isEmptyDirectory();
      assertThat(isTaken(server.port(), file)).as("and none flipped").isTrue();
    }
    assertThat(detected).isEqualTo(flips);
    assertThat(directory.resolve("a")).hasBinaryContent(file);
  }

  private boolean isTaken(int port, byte[] body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(message(body));
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return false;
    }
  }

  /** 100 bits in every build, 10 000 with {@code -Dcleave.full}. */
  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void noPushedFileWithAFlippedBitIsKept() throws IOException {
    Random random = new Random(7);
    int flips = FullRuns.count(10_000);
    int detected = 0;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < flips; i++) {
        detected += isKept(server, flipped(random)) ? 0 : 1;
      }
      FaultLine.print("X5", "%s bits of pushed files flipped, %s detected", flips, detected);
      assertThat(directory).isEmptyDirectory();
      assertThat(isKept(server, file)).as("and none flipped").isTrue();
    }
    assertThat(detected).isEqualTo(flips);
  }

  private boolean isKept(ServerSocket server, byte[] body) {
    CompletableFuture<Void> pushed = CompletableFuture.runAsync(() -> push(server, body));
    Download download = new Download(Optional.of(directory.resolve("a")), false, false);
    try (PlainMessageClient client =
        PlainMessageClient.builder(FORMAT).connect("127.0.0.1", server.getLocalPort())) {
      download.take(client.receive());
      return true;
    } catch (BodyDigestException detected) {
      return false;
    } finally {
      pushed.join();
    }
  }

  private void push(ServerSocket server, byte[] body) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write(message(body));
    } catch (IOException gone) {
      throw new AssertionError("the client went away before it had all", gone);
    }
  }

  private byte[] flipped(Random random) {
    byte[] body = file.clone();
    int bit = random.nextInt(8 * LENGTH);
    body[bit / 8] ^= (byte) (1 << (bit % 8));
    return body;
  }

  private byte[] message(byte[] body) {
    return ByteBuffer.allocate(Long.BYTES + header.length + body.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .put(body)
        .array();
  }
}
