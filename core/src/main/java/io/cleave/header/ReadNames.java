package io.cleave.header;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names of an object while it is read. Most headers have those of the header before, in the
 * same order: then a name is only compared, it is known that it comes once, and both headers have
 * one array of them, which is never changed.
 */
final class ReadNames {

  /** Names of more objects than this are read another way. */
  static final int MAX_SIZE = 16;

  /** Most headers have no more. */
  static final int FEW = 8;

  private String[] usual = new String[0];
  private @Nullable SeenTexts.Seen[] usualTexts = new SeenTexts.Seen[MAX_SIZE];
  private int usualSize;

  private String[] others = usual;
  private @Nullable SeenTexts.Seen[] otherTexts = new SeenTexts.Seen[MAX_SIZE];
  private boolean asUsual;
  private int size;

  /** Another object begins. */
  ReadNames begin() {
    size = 0;
    asUsual = true;
    return this;
  }

  int size() {
    return size;
  }

  /** The name that came here in the object before, if it is a short one. */
  SeenTexts.@Nullable Seen expected() {
    return asUsual && size < usualSize ? usualTexts[size] : null;
  }

  /** It came again. */
  void addExpected() {
    size++;
  }

  /**
   * A name came.
   *
   * @param text its text, if it is a short one
   * @return whether it is the first of that name, and there is room for it
   */
  boolean add(String name, SeenTexts.@Nullable Seen text) {
    if (asUsual && size < usualSize && name.equals(usual[size])) {
      size++;
      return true;
    }
    if (size == MAX_SIZE || came(name)) {
      return false;
    }
    if (asUsual) {
      others = Arrays.copyOf(usual, Math.max(FEW, size + 1));
      System.arraycopy(usualTexts, 0, otherTexts, 0, size);
      asUsual = false;
    } else if (size == others.length) {
      others = Arrays.copyOf(others, MAX_SIZE);
    }
    others[size] = name;
    otherTexts[size] = text;
    size++;
    return true;
  }

  private boolean came(String name) {
    String[] names = asUsual ? usual : others;
    for (int i = 0; i < size; i++) {
      if (names[i].equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** All names in order, and perhaps something behind them. */
  String[] end() {
    if (!asUsual) {
      @Nullable SeenTexts.Seen[] texts = usualTexts;
      usual = others;
      usualTexts = otherTexts;
      usualSize = size;
      otherTexts = texts;
    }
    return usual;
  }
}
