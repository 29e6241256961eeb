package io.cleave.header;

import org.jspecify.annotations.Nullable;

/** What a typed read asks for, and the sentences if it gets something else. */
enum Expected {
  STRING("a string"),
  BOOLEAN("true or false"),
  INTEGER("an integer of 64 bits"),
  INT("an integer of 32 bits"),
  NUMBER("a number within the range of a double"),
  OBJECT("an object"),
  LIST("a list"),
  LENGTH("an integer, 0.." + Long.MAX_VALUE);

  private final String words;

  Expected(String words) {
    this.words = words;
  }

  HeaderException missing(String name) {
    return new HeaderException(PeerText.escape(name) + ": missing (expected: " + words + ")");
  }

  HeaderException refusal(String name, @Nullable Object value) {
    return new HeaderException(
        PeerText.escape(name) + ": " + HeaderValues.describe(value) + " (expected: " + words + ")");
  }
}
