package io.cleave.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.header.Header;
import io.cleave.message.Message;
import io.cleave.message.MessageEncoder;
import io.cleave.message.MessageFormat;
import io.cleave.testing.FaultLine;
import io.cleave.testing.Loopback;
import io.cleave.testing.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.FileRegion;
import io.netty.channel.MessageSizeEstimator;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files over real sockets, sent by the real encoder, while somebody changes them. */
class FileSendingIT {
  private static final int LENGTH = 4 << 20;
  private static final int BUFFER = 64 << 10;
  private static final MessageFormat FORMAT = MessageFormat.of("<q");

  private static TlsPair tls;
  private static int shrunk;
  private static int complete;

  private final byte[] bytes = new byte[LENGTH];
  private final Queue<Class<?>> written = new ConcurrentLinkedQueue<>();
  private Path directory;
  private Path file;

  /** How the file goes. */
  enum Way {
    /** Without passing through this process. */
    REGION,
    /** A handler that nobody knows wants to see buffers. */
    CHUNKS,
    /** So does TLS. */
    TLS_CHUNKS
  }

  @BeforeAll
  static void makeCertificate(@TempDir Path keys) throws Exception {
    tls = TlsPair.in(keys);
  }

  @AfterAll
  static void report() {
    FaultLine.print(
        "X8", "%s files shrunk while being sent, %s complete at the peer", shrunk, complete);
  }

  @BeforeEach
  void writeFile(@TempDir Path fresh) throws IOException {
    directory = fresh;
    new Random(1).nextBytes(bytes);
    file = Files.write(directory.resolve("file"), bytes);
  }

  static Stream<Arguments> waysAndTransports() {
    return Transport.available().stream()
        .flatMap(t -> Stream.of(Way.values()).map(way -> Arguments.of(way, t)));
  }

  static Stream<Arguments> shrinkings() {
    return waysAndTransports()
        .flatMap(
            both ->
                Stream.of(0, 1, 50, 99)
                    .map(percent -> Arguments.of(both.get()[0], both.get()[1], percent)));
  }

  @ParameterizedTest(name = "{0}, {1}, to {2} %")
  @MethodSource("shrinkings")
  void aFileThatShrinksFailsTheWriterAndIsCutAtThePeer(Way way, Transport transport, int percent)
      throws Exception {
    try (Loopback server = serve(transport, way);
        Socket peer = connect(server, way)) {
      Channel channel = server.accepted();
      ChannelFuture sent = send(channel);
      DataInputStream in = new DataInputStream(peer.getInputStream());
      skipHeader(in);
      in.readFully(new byte[BUFFER]);

      truncate((long) LENGTH * percent / 100);
      long received = BUFFER + drain(in);

      shrunk++;
      complete += received >= LENGTH ? 1 : 0;
      assertThat(received).isLessThan(LENGTH);
      assertThat(sent.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(sent.cause()).isInstanceOf(BodyLengthException.class);
      BodyLengthException cause = (BodyLengthException) sent.cause();
      assertThat(cause.expected()).isEqualTo(LENGTH);
      assertThat(cause.got()).isBetween(received, LENGTH - 1L);
      assertThat(channel.closeFuture().await(5, TimeUnit.SECONDS)).isTrue();
      assertWentBy(way);
      await().untilAsserted(() -> assertThat(Pull.descriptorsBelow(directory)).isZero());
      assertIdle();
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("waysAndTransports")
  void aFileThatGrowsOrIsReplacedArrivesAsItWasAnnounced(Way way, Transport transport)
      throws Exception {
    try (Loopback server = serve(transport, way);
        Socket peer = connect(server, way)) {
      Channel channel = server.accepted();
      ChannelFuture first = send(channel);
      ChannelFuture second = send(channel);
      DataInputStream in = new DataInputStream(peer.getInputStream());
      skipHeader(in);
      byte[] received = new byte[LENGTH];
      in.readFully(received, 0, BUFFER);

      Files.write(file, new byte[1000], StandardOpenOption.APPEND);
      byte[] other = Arrays.copyOf(new byte[] {42}, LENGTH);
      Files.move(
          Files.write(directory.resolve("other"), other),
          file,
          StandardCopyOption.REPLACE_EXISTING);

      in.readFully(received, BUFFER, LENGTH - BUFFER);
      assertThat(Arrays.equals(received, bytes)).isTrue();
      skipHeader(in); // so the next message begins where it should
      in.readFully(received);
      assertThat(Arrays.equals(received, other)).isTrue();
      assertThat(first.await().isSuccess() && second.await().isSuccess()).isTrue();
      assertWentBy(way);
      await().untilAsserted(() -> assertThat(Pull.descriptorsBelow(directory)).isZero());
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("waysAndTransports")
  void aPeerThatLeavesFreesTheFile(Way way, Transport transport) throws Exception {
    try (Loopback server = serve(transport, way)) {
      ChannelFuture sent;
      try (Socket peer = connect(server, way)) {
        sent = send(server.accepted());
        skipHeader(new DataInputStream(peer.getInputStream()));
        peer.setSoLinger(true, 0);
      }
      assertThat(sent.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(sent.cause()).isInstanceOf(IOException.class);
      await().untilAsserted(() -> assertThat(Pull.descriptorsBelow(directory)).isZero());
    }
  }

  private Loopback serve(Transport transport, Way way) {
    return Loopback.serve(
        transport,
        pipeline -> {
          pipeline.channel().config().setOption(ChannelOption.SO_SNDBUF, BUFFER);
          pipeline.channel().config().setMessageSizeEstimator(this::recorder);
          switch (way) {
            case REGION -> {}
            case CHUNKS -> pipeline.addLast(new Unknown());
            case TLS_CHUNKS -> pipeline.addLast(tls.server());
          }
          pipeline.addLast(new MessageEncoder(FORMAT));
        });
  }

  /** Sees whatever is written, and changes nothing. */
  private MessageSizeEstimator.Handle recorder() {
    MessageSizeEstimator.Handle handle = DefaultMessageSizeEstimator.DEFAULT.newHandle();
    return msg -> {
      written.add(msg.getClass());
      return handle.size(msg);
    };
  }

  private void assertWentBy(Way way) {
    assertThat(written.stream().anyMatch(FileRegion.class::isAssignableFrom))
        .isEqualTo(way == Way.REGION);
  }

  private static Socket connect(Loopback server, Way way) throws IOException {
    Socket socket = way == Way.TLS_CHUNKS ? tls.client() : new Socket();
    socket.setReceiveBufferSize(BUFFER);
    socket.setSoTimeout(10_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    return socket;
  }

  private ChannelFuture send(Channel channel) {
    return channel.writeAndFlush(Message.of(Header.empty(), Body.file(file)));
  }

  private static void skipHeader(DataInputStream in) throws IOException {
    long length = Long.reverseBytes(in.readLong());
    in.skipNBytes(length);
  }

  /** Reads to the end of the stream, however it comes. */
  private static long drain(DataInputStream in) throws IOException {
    long count = 0;
    byte[] buffer = new byte[BUFFER];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        count += n;
      }
    } catch (EOFException | SocketException | SSLException e) {
      return count; // no proper goodbye: not complete either
    }
    return count;
  }

  private void truncate(long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  /** The event loops have nothing left to do: at most 5 % of the time, and the clock's own unit. */
  private static void assertIdle() throws IOException, InterruptedException {
    long before = eventLoopTicks();
    Thread.sleep(200);
    assertThat(eventLoopTicks() - before).isLessThanOrEqualTo(2);
  }

  /** Processor time of all event loops, in units of 10 ms. */
  private static long eventLoopTicks() throws IOException {
    List<Long> ticks = new ArrayList<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        String stat = statOf(thread);
        if (stat.contains("(multiThreadIoEv")) {
          String[] fields = stat.substring(stat.indexOf(") ") + 2).split(" ", -1);
          ticks.add(Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
        }
      }
    }
    assertThat(ticks).as("event loops").isNotEmpty();
    return ticks.stream().mapToLong(Long::longValue).sum();
  }

  private static String statOf(Path thread) {
    try {
      return Files.readString(thread.resolve("stat"));
    } catch (IOException e) {
      return ""; // has ended since it was listed
    }
  }

  private static final class Unknown extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
      ctx.write(msg, promise);
    }
  }
}
