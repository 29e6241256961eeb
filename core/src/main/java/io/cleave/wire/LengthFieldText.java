package io.cleave.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteOrder;

/**
 * The text form of a {@link LengthField}, both ways: Python's {@code struct} codes and {@code
 * varint}.
 */
final class LengthFieldText {
  private static final String VARINT = "varint";
  private static final String UNDERSTOOD =
      "b B <h >h <H >H <HB >BH <i >i <I >I <q >q <Q >Q varint"
          + " (small letters are signed, < is little-endian, > is big-endian)";

  private LengthFieldText() {}

  static LengthField parse(String text) {
    if (text.equals(VARINT)) {
      return LengthField.bigEndian(LengthWidth.VARINT);
    }
    char first = text.isEmpty() ? ' ' : text.charAt(0);
    boolean hasOrder = "<>!=@".indexOf(first) >= 0;
    // Python's native order, on every x86-64 and ARM64 machine
    ByteOrder order = first == '>' || first == '!' ? BIG_ENDIAN : LITTLE_ENDIAN;
    boolean standardSizes = hasOrder && first != '@';
    return parseCode(text, hasOrder ? text.substring(1) : text, order, standardSizes);
  }

  private static LengthField parseCode(
      String text, String code, ByteOrder order, boolean standardSizes) {
    return switch (code) {
      case "b" -> new LengthField(LengthWidth.ONE_BYTE, order, true);
      case "B" -> new LengthField(LengthWidth.ONE_BYTE, order, false);
      case "h" -> new LengthField(LengthWidth.TWO_BYTES, order, true);
      case "H" -> new LengthField(LengthWidth.TWO_BYTES, order, false);
      case "i" -> new LengthField(LengthWidth.FOUR_BYTES, order, true);
      case "I" -> new LengthField(LengthWidth.FOUR_BYTES, order, false);
      case "q" -> new LengthField(LengthWidth.EIGHT_BYTES, order, true);
      case "Q" -> new LengthField(LengthWidth.EIGHT_BYTES, order, false);
      case "l", "L" -> parseLong(text, code, order, standardSizes);
      case "HB", "BH" -> parseThreeBytes(text, code, order);
      default -> throw refuse(text, whyNot(code));
    };
  }

  private static LengthField parseLong(
      String text, String code, ByteOrder order, boolean standardSizes) {
    boolean signed = code.equals("l");
    if (!standardSizes) {
      throw refuse(
          text,
          "it is 8 bytes on Linux and macOS and 4 on Windows: write "
              + (signed ? "q or i" : "Q or I"));
    }
    return new LengthField(LengthWidth.FOUR_BYTES, order, signed);
  }

  private static LengthField parseThreeBytes(String text, String code, ByteOrder order) {
    String expected = order == LITTLE_ENDIAN ? "HB" : "BH";
    if (!code.equals(expected)) {
      throw refuse(text, "three bytes are <HB or >BH, so that the value reads straight through");
    }
    return new LengthField(LengthWidth.THREE_BYTES, order, false);
  }

  private static String whyNot(String code) {
    if (code.length() > 1 && code.chars().allMatch(c -> "bBhHiIlLqQ".indexOf(c) >= 0)) {
      return "one field has one code; in \""
          + code
          + "\" Python would also put padding between the values unless an order is given";
    }
    return "understood are " + UNDERSTOOD;
  }

  private static IllegalArgumentException refuse(String text, String why) {
    return new IllegalArgumentException(
        "lengthField: " + text + " (expected: a length field; " + why + ")");
  }

  static String print(LengthField field) {
    boolean little = field.order() == LITTLE_ENDIAN;
    String order = little ? "<" : ">";
    return switch (field.width()) {
      case ONE_BYTE -> letter('B', field);
      case TWO_BYTES -> order + letter('H', field);
      case THREE_BYTES -> little ? "<HB" : ">BH";
      case FOUR_BYTES -> order + letter('I', field);
      case EIGHT_BYTES -> order + letter('Q', field);
      case VARINT -> VARINT;
    };
  }

  private static String letter(char unsigned, LengthField field) {
    return String.valueOf(field.signed() ? Character.toLowerCase(unsigned) : unsigned);
  }
}
