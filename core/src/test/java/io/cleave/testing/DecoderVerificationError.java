package io.cleave.testing;

import java.util.List;

/** Says which feeding of a {@link DecoderVerifier} gave something else than expected, and what. */
public final class DecoderVerificationError extends AssertionError {

  private static final long serialVersionUID = 1;
  private static final int SHOWN = 120;

  /** The ways of being wrong. */
  public enum Kind {
    /** Events are missing at the end. */
    UNDER_PRODUCTION,
    /** There are more events than expected. */
    OVER_PRODUCTION,
    /** An event differs. */
    WRONG_PRODUCTION,
    /** The events were right, and buffers were left alive. */
    LEFT_OVERS
  }

  private final Kind kind;

  private DecoderVerificationError(Kind kind, String how, String what) {
    super(kind + " when fed " + how + ": " + what);
    this.kind = kind;
  }

  /** In which way the decoder is wrong. */
  public Kind kind() {
    return kind;
  }

  static void compare(String how, List<String> expected, List<String> lines, int aliveBuffers) {
    int common = Math.min(expected.size(), lines.size());
    for (int i = 0; i < common; i++) {
      if (!expected.get(i).equals(lines.get(i))) {
        throw new DecoderVerificationError(
            Kind.WRONG_PRODUCTION, how, difference(i, expected.get(i), lines.get(i)));
      }
    }
    if (lines.size() < expected.size()) {
      throw new DecoderVerificationError(
          Kind.UNDER_PRODUCTION, how, "nothing after event " + common + counts(expected, lines));
    }
    if (lines.size() > expected.size()) {
      throw new DecoderVerificationError(
          Kind.OVER_PRODUCTION,
          how,
          "more: " + cut(lines.get(common), 0) + counts(expected, lines));
    }
    if (aliveBuffers > 0) {
      throw new DecoderVerificationError(
          Kind.LEFT_OVERS, how, aliveBuffers + " buffers were not released");
    }
  }

  private static String difference(int index, String expected, String line) {
    int at = 0;
    int common = Math.min(expected.length(), line.length());
    while (at < common && expected.charAt(at) == line.charAt(at)) {
      at++;
    }
    int from = Math.max(0, at - SHOWN / 4);
    return "event "
        + index
        + " differs at character "
        + at
        + "\nexpected: "
        + cut(expected, from)
        + "\nbut got:  "
        + cut(line, from);
  }

  private static String counts(List<String> expected, List<String> lines) {
    return " (" + lines.size() + " events, expected " + expected.size() + ")";
  }

  private static String cut(String line, int from) {
    String part = line.substring(from, Math.min(line.length(), from + SHOWN));
    return (from > 0 ? "…" : "") + part + (from + SHOWN < line.length() ? "…" : "");
  }
}
