package io.cleave.examples.bot;

import io.cleave.endpoint.FrameServer;
import io.cleave.examples.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * Answers with something it was told before, by whomever; the text it answers to counts too, or the
 * very first one would have no answer. {@code Bye}, with or without a line end, gets none and is
 * not repeated to others.
 *
 * <p><b>Threading.</b> Any.
 */
final class Chatter implements UnaryOperator<byte[]> {
  static final int TEXTS = 1_000;

  /** So many bytes of texts at most, else a thousand long ones would take a lot of memory. */
  static final int BYTES = 8 << 20;

  private static final String FAREWELL = "Bye";

  private final Texts texts;
  private final IntUnaryOperator choice;
  private final List<byte[]> heard = new ArrayList<>(); // guarded by this, as is the next
  private int bytes;

  /**
   * A chatter.
   *
   * @param choice gives a number from 0 on, below the one it is given
   */
  Chatter(Texts texts, IntUnaryOperator choice) {
    this.texts = texts;
    this.choice = choice;
  }

  /** Whether a text is the one that is not answered. */
  static boolean isFarewell(String text) {
    return text.strip().equals(FAREWELL);
  }

  @Override
  public byte[] apply(byte[] request) {
    return isFarewell(texts.decode(request)) ? FrameServer.HANG_UP : answer(request);
  }

  private synchronized byte[] answer(byte[] request) {
    heard.add(request);
    bytes += request.length;
    while (heard.size() > TEXTS || bytes > BYTES) {
      bytes -= heard.remove(0).length;
    }
    return heard.get(choice.applyAsInt(heard.size()));
  }
}
