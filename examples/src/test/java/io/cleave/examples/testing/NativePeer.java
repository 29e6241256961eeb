package io.cleave.examples.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cleave.header.Header;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** The least peer of the native protocol, on a bare socket: it says and hears what a test wants. */
public final class NativePeer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final String HELLO = "{\"type\":\"hello\",\"protocol\":\"cleave/1\"}";
  private static final Set<String> OF_THE_CONNECTION = Set.of("hello", "ping", "credit");
  private static final byte[] NOTHING = {};

  /**
   * A message that has come.
   *
   * @param header its header
   * @param body its body
   */
  @SuppressWarnings("ArrayRecordComponent") // looked at, not compared
  public record Said(Header header, byte[] body) {
    /** What kind it is. */
    public String type() {
      return header.text("type");
    }

    /** Its body as text. */
    public String text() {
      return new String(body, UTF_8);
    }

    /** What it says besides. */
    public Header meta() {
      return header.object("meta", Header.empty());
    }
  }

  private final Socket socket;
  private final DataInputStream in;

  private NativePeer(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** Connects and says hello; its answer is still to be read. */
  public static NativePeer connect(int port) throws IOException {
    return connect(port, 1);
  }

  /** The same from {@code 127.0.0.address}. */
  public static NativePeer connect(int port, int address) throws IOException {
    NativePeer peer = open(port, address);
    peer.say(HELLO);
    return peer;
  }

  /** Connects, and says nothing yet. */
  public static NativePeer open(int port) throws IOException {
    return open(port, 1);
  }

  private static NativePeer open(int port, int address) throws IOException {
    Socket socket = new Socket();
    byte[] source = {127, 0, 0, (byte) address};
    socket.setReceiveBufferSize(64 << 10); // so that not reading is felt
    socket.bind(new InetSocketAddress(InetAddress.getByAddress(source), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new NativePeer(socket);
  }

  /** Sends a message without body. */
  public void say(String header) throws IOException {
    say(header, NOTHING);
  }

  /** Sends a message; {@code body_size} is put into its header. */
  public void say(String header, byte[] body) throws IOException {
    Header parsed = Header.parse(header);
    byte[] json = (body.length == 0 ? parsed : parsed.with("body_size", body.length)).toBytes();
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES + json.length + body.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .put(body);
    socket.getOutputStream().write(bytes.array());
  }

  /**
   * The next message that is not about the connection alone.
   *
   * @throws EOFException if there is none
   */
  public Said hear() throws IOException {
    while (true) {
      byte[] json = new byte[(int) Long.reverseBytes(in.readLong())];
      in.readFully(json);
      Header header = Header.parse(json);
      byte[] body = new byte[(int) header.bodyLength("body_size")];
      in.readFully(body);
      Said said = new Said(header, body);
      if (!OF_THE_CONNECTION.contains(said.type())) {
        return said;
      }
    }
  }

  /** Whether the other end says goaway, and nothing else, and closes. */
  public boolean hearGoaway() throws IOException {
    boolean goaway = hear().type().equals("goaway");
    return goaway && in.read() < 0;
  }

  /** Ends with a reset, as a process does that is killed. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
