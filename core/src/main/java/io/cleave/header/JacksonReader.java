package io.cleave.header;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads headers of every form by Jackson's blocking parser, and says what is wrong with those that
 * are none. Every limit is compared here first; the parser's own constraints are the second line.
 */
final class JacksonReader implements IntSupplier {

  private final JsonParser parser;
  private final HeaderBytes bytes;
  private final HeaderLimits limits;
  private int tokens;

  private JacksonReader(JsonParser parser, HeaderBytes bytes, HeaderLimits limits) {
    this.parser = parser;
    this.bytes = bytes;
    this.limits = limits;
  }

  static Header read(byte[] array, int start, int length, HeaderLimits limits) {
    HeaderBytes bytes = new HeaderBytes(array, start, length);
    bytes.requireUtf8Object();
    JsonFactory factory = JacksonSettings.factory(limits);
    try (JsonParser parser =
        factory.createParser(ObjectReadContext.empty(), array, start, length)) {
      return new JacksonReader(parser, bytes, limits).document();
    }
  }

  private Header document() {
    try {
      next();
      Header header = object(1);
      if (parser.nextToken() != null) {
        throw new HeaderException(
            "header with more behind its object (expected: its end)", getAsInt());
      }
      return header;
    } catch (StreamConstraintsException e) { // it does not know where
      throw JacksonSentences.ofLimit(e, getAsInt());
    } catch (JacksonException e) {
      throw JacksonSentences.of(e, bytes.offsetOf(e.getLocation()));
    }
  }

  /** From behind the opening brace to the closing one. */
  private Header object(int depth) {
    limits.requireDepth(depth, this);
    HeaderBuilder fields = new HeaderBuilder();
    while (next() != JsonToken.END_OBJECT) {
      String name = requireText(parser.currentName());
      limits.requireName(name, this);
      next();
      fields.add(name, value(depth));
    }
    return fields.build();
  }

  private List<@Nullable Object> list(int depth) {
    limits.requireDepth(depth, this);
    List<@Nullable Object> elements = new ArrayList<>();
    while (next() != JsonToken.END_ARRAY) {
      elements.add(value(depth));
    }
    return HeaderValues.list(elements.toArray());
  }

  private @Nullable Object value(int outerDepth) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(outerDepth + 1);
      case START_ARRAY -> list(outerDepth + 1);
      case VALUE_STRING -> string();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new HeaderException("header with an unexpected token", getAsInt());
    };
  }

  private String string() {
    String text = requireText(parser.getString());
    limits.requireString(text, this);
    return text;
  }

  private Number number() {
    String text = parser.getString();
    limits.requireNumber(text, this);
    return NumberToken.of(text);
  }

  /** An escape can spell half of a pair; the bytes themselves were checked. */
  private String requireText(String text) {
    if (Utf8.firstLoneSurrogate(text) != Utf8.VALID) {
      throw new HeaderException(
          "half of a surrogate pair in " + PeerText.quote(text) + " (expected: both)", getAsInt());
    }
    return text;
  }

  private @Nullable JsonToken next() {
    JsonToken token = parser.nextToken();
    tokens++;
    limits.requireTokens(tokens, this);
    return token;
  }

  /** The byte where the current token starts; counted only if something is wrong with it. */
  @Override
  public int getAsInt() {
    return bytes.offsetOf(parser.currentTokenLocation());
  }
}
