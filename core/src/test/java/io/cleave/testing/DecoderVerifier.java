package io.cleave.testing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Feeds the same bytes to a decoder in every way TCP could deliver them, and compares what comes
 * out: output must depend on the bytes, never on their borders.
 *
 * <pre>{@code
 * DecoderVerifier verifier = DecoderVerifier.ofDecoder(() -> new FrameDecoder(format));
 * verifier.verify(Hex.bytes("0003 616263  0000"), List.of("616263", ""));
 * verifier.splits();                                 // how many feedings that were
 * }</pre>
 *
 * <p>One call feeds: everything at once; cut in two at every place (inputs of up to {@value
 * #TWO_WAY_LIMIT} bytes); one byte at a time; in pieces of random length, {@link #withRandomSplits}
 * times; three copies glued together; and once for each {@link Feed}. Then the peer closes.
 *
 * <p>Each feeding gives a list of lines, one per event: a frame is its hexadecimal digits, an
 * exception is {@code !} and its simple name. {@link #withEvents} says otherwise. A line that
 * starts with {@link #JOIN} is put behind the line before it, so that the chunks of one body become
 * one line wherever their borders are.
 *
 * <p><b>Threading.</b> One thread.
 *
 * <p><b>Ownership.</b> The function of {@link #withEvents} reads an event; the verifier releases it
 * afterwards. A buffer that is alive after a feeding is a failure.
 */
public final class DecoderVerifier {

  /** Starts a line that belongs to the line before it. */
  public static final String JOIN = "+";

  /** Starts the line of an exception. */
  public static final String FAILURE = "!";

  /** Inputs of up to this many bytes are cut in two at every place. */
  public static final int TWO_WAY_LIMIT = 4096;

  private static final int COPIES = 3;
  private static final int DEFAULT_RANDOM_SPLITS = 20;
  private static final long DEFAULT_SEED = 1688;

  private final Supplier<ChannelHandler[]> handlers;
  private final Function<Object, String> lineOf;
  private final int randomSplits;
  private final SplittableRandom random;
  private final TrackedAllocator allocator = TrackedAllocator.withoutSites();
  private long splits;

  private DecoderVerifier(
      Supplier<ChannelHandler[]> handlers,
      Function<Object, String> lineOf,
      int randomSplits,
      SplittableRandom random) {
    this.handlers = handlers;
    this.lineOf = lineOf;
    this.randomSplits = randomSplits;
    this.random = random;
  }

  /** A verifier of the handlers the supplier makes, anew for each feeding. */
  public static DecoderVerifier of(Supplier<ChannelHandler[]> handlers) {
    return new DecoderVerifier(
        handlers,
        DecoderVerifier::plainLine,
        DEFAULT_RANDOM_SPLITS,
        new SplittableRandom(DEFAULT_SEED));
  }

  /** A verifier of one decoder. */
  public static DecoderVerifier ofDecoder(Supplier<? extends ChannelHandler> decoder) {
    return of(() -> new ChannelHandler[] {decoder.get()});
  }

  /** The same with another way of turning an event (a message or an exception) into its line. */
  public DecoderVerifier withEvents(Function<Object, String> lineOf) {
    return new DecoderVerifier(handlers, lineOf, randomSplits, random);
  }

  /** The same with that many feedings in pieces of random length. */
  public DecoderVerifier withRandomSplits(int count, long seed) {
    return new DecoderVerifier(handlers, lineOf, count, new SplittableRandom(seed));
  }

  /** How many feedings were done and found right so far. */
  public long splits() {
    return splits;
  }

  /**
   * Feeds the input in all ways.
   *
   * @param input the bytes before the peer closes
   * @param expected the lines every feeding must give, those of the closing included
   * @throws DecoderVerificationError at the first feeding that gives something else
   */
  public void verify(byte[] input, List<String> expected) {
    check("all at once", expected, List.of(input));
    if (input.length <= TWO_WAY_LIMIT) {
      cutInTwoEverywhere(input, expected);
    }
    check("one byte at a time", expected, Feed.ONE_BYTE_AT_A_TIME.pieces(input));
    for (int i = 0; i < randomSplits; i++) {
      check("random pieces", expected, randomPieces(input));
    }
    glueCopies(input, expected);
    for (Feed feed : Feed.values()) {
      check(feed.name(), expected, channel -> feed.feed(channel, input));
    }
  }

  /**
   * Feeds pieces, one read each, and returns the lines, so that they can be compared with others.
   */
  public List<String> linesOf(byte[]... pieces) {
    List<String> lines = feed(channel -> List.of(pieces).forEach(piece -> feedOne(channel, piece)));
    allocator.assertNothingLeft();
    return lines;
  }

  private static void feedOne(EmbeddedChannel channel, byte[] piece) {
    Feed.ALL_AT_ONCE.feed(channel, piece);
  }

  private void cutInTwoEverywhere(byte[] input, List<String> expected) {
    for (int at = 1; at < input.length; at++) {
      byte[] first = Arrays.copyOf(input, at);
      byte[] second = Arrays.copyOfRange(input, at, input.length);
      check("in two", expected, List.of(first, second));
    }
  }

  /** Copies can only follow a whole input: not one that ended in a failure. */
  private void glueCopies(byte[] input, List<String> expected) {
    if (expected.stream().noneMatch(line -> line.startsWith(FAILURE))) {
      byte[][] copies = Collections.nCopies(COPIES, input).toArray(byte[][]::new);
      List<String> lines =
          Collections.nCopies(COPIES, expected).stream().flatMap(List::stream).toList();
      check(COPIES + " copies glued", lines, List.of(Hex.join(copies)));
    }
  }

  private List<byte[]> randomPieces(byte[] input) {
    List<byte[]> pieces = new ArrayList<>();
    int longest = 1 + random.nextInt(Math.max(1, input.length));
    for (int from = 0; from < input.length; ) {
      int to = Math.min(input.length, from + 1 + random.nextInt(longest));
      pieces.add(Arrays.copyOfRange(input, from, to));
      from = to;
    }
    return pieces;
  }

  private void check(String how, List<String> expected, List<byte[]> pieces) {
    Feeding feeding = channel -> pieces.forEach(piece -> feedOne(channel, piece));
    check(how + lengthsOf(pieces), expected, feeding);
  }

  private void check(String how, List<String> expected, Feeding feeding) {
    DecoderVerificationError.compare(how, expected, feed(feeding), allocator.aliveBuffers());
    splits++;
  }

  private List<String> feed(Feeding feeding) {
    Recorder recorder = new Recorder(lineOf);
    EmbeddedChannel channel = allocator.channel(handlers.get());
    channel.pipeline().addLast(recorder);
    feeding.into(channel);
    Traffic.peerCloses(channel);
    channel.releaseOutbound();
    return recorder.lines;
  }

  private static String lengthsOf(List<byte[]> pieces) {
    if (pieces.size() > 20) {
      return " (" + pieces.size() + " pieces)";
    }
    return " " + pieces.stream().map(piece -> piece.length).toList();
  }

  private static String plainLine(Object event) {
    if (event instanceof Throwable failure) {
      return FAILURE + failure.getClass().getSimpleName();
    }
    return event instanceof ByteBuf buffer ? Hex.of(buffer) : event.toString();
  }

  @FunctionalInterface
  private interface Feeding {
    void into(EmbeddedChannel channel);
  }

  /** Stands at the end of the pipeline and writes a line for each event. */
  private static final class Recorder extends ChannelInboundHandlerAdapter {
    private final Function<Object, String> lineOf;
    private final List<String> lines = new ArrayList<>();

    Recorder(Function<Object, String> lineOf) {
      this.lineOf = lineOf;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      try {
        add(lineOf.apply(message));
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      add(lineOf.apply(cause));
    }

    private void add(String line) {
      if (line.startsWith(JOIN) && !lines.isEmpty()) {
        int last = lines.size() - 1;
        lines.set(last, lines.get(last) + line.substring(JOIN.length()));
      } else {
        lines.add(line);
      }
    }
  }
}
