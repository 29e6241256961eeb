package io.cleave.header;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A second opinion on what a header is: the wire format page written down as plainly as it goes,
 * with the JDK's own decoder and number grammar as a pattern. It shares nothing with the readers
 * under test. Its values are maps, lists, strings, booleans, null, and numbers as {@link Token}s.
 */
final class ReferenceJson {

  /** A number as it is written. */
  record Token(String text) {}

  /** Not a header. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String reason) {
      super(reason, null, false, false);
    }
  }

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

  private final String text;
  private final HeaderLimits limits;
  private int at;
  private int tokens;

  private ReferenceJson(String text, HeaderLimits limits) {
    this.text = text;
    this.limits = limits;
  }

  static Map<String, @Nullable Object> read(byte[] bytes, HeaderLimits limits) {
    require(bytes.length >= 2 && bytes.length <= limits.maxLength(), "length");
    ReferenceJson json = new ReferenceJson(decode(bytes), limits);
    json.skipSpace();
    json.requireNext('{');
    Map<String, @Nullable Object> object = json.object(1);
    json.skipSpace();
    require(json.at == json.text.length(), "something behind");
    return object;
  }

  /** A header in the values of this class. */
  static @Nullable Object of(@Nullable Object value) {
    if (value instanceof Header header) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      header.names().forEach(name -> map.put(name, of(header.value(name))));
      return map;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(of(element)));
      return copy;
    }
    return value instanceof Number number ? new Token(number.toString()) : value;
  }

  private static String decode(byte[] bytes) {
    try {
      CharBuffer chars =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes));
      return chars.toString();
    } catch (CharacterCodingException e) {
      throw new Refusal("encoding");
    }
  }

  private Map<String, @Nullable Object> object(int depth) {
    require(depth <= limits.maxDepth(), "depth");
    token();
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    skipSpace();
    if (!takes('}')) {
      do {
        skipSpace();
        requireNext('"');
        token();
        String name = string(limits.maxNameLength());
        require(!map.containsKey(name), "duplicate");
        skipSpace();
        requireNext(':');
        map.put(name, value(depth));
        skipSpace();
      } while (takes(','));
      requireNext('}');
    }
    token();
    return map;
  }

  private List<@Nullable Object> list(int depth) {
    require(depth <= limits.maxDepth(), "depth");
    token();
    List<@Nullable Object> list = new ArrayList<>();
    skipSpace();
    if (!takes(']')) {
      do {
        list.add(value(depth));
        skipSpace();
      } while (takes(','));
      requireNext(']');
    }
    token();
    return list;
  }

  private @Nullable Object value(int depth) {
    skipSpace();
    if (takes('{')) {
      return object(depth + 1);
    }
    if (takes('[')) {
      return list(depth + 1);
    }
    token();
    if (takes('"')) {
      return string(limits.maxStringLength());
    }
    for (String word : List.of("true", "false", "null")) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return word.equals("null") ? null : Boolean.valueOf(word);
      }
    }
    return number();
  }

  private Token number() {
    Matcher matcher = NUMBER.matcher(text).region(at, text.length());
    require(matcher.lookingAt(), "value");
    at = matcher.end();
    require(matcher.group().length() <= limits.maxNumberLength(), "number length");
    return new Token(matcher.group());
  }

  private String string(int limit) {
    StringBuilder string = new StringBuilder();
    while (!takes('"')) {
      require(at < text.length() && text.charAt(at) >= ' ', "string");
      char c = text.charAt(at++);
      string.append(c == '\\' ? escape() : c);
    }
    // a lone surrogate has no UTF-8, which the encoder says by putting one byte in its place
    byte[] bytes = string.toString().getBytes(StandardCharsets.UTF_8);
    boolean whole = new String(bytes, StandardCharsets.UTF_8).contentEquals(string);
    require(whole && bytes.length <= limit, "string length or half a pair");
    return string.toString();
  }

  private char escape() {
    require(at < text.length(), "escape");
    char letter = text.charAt(at++);
    int known = "\"\\/bfnrt".indexOf(letter);
    if (known >= 0) {
      return "\"\\/\b\f\n\r\t".charAt(known);
    }
    require(letter == 'u' && at + 4 <= text.length(), "escape");
    String digits = text.substring(at, at + 4);
    require(digits.matches("[0-9a-fA-F]{4}"), "escape");
    at += 4;
    return (char) Integer.parseInt(digits, 16);
  }

  private void token() {
    tokens++;
    require(tokens <= limits.maxTokens(), "tokens");
  }

  private void skipSpace() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean takes(char c) {
    boolean here = at < text.length() && text.charAt(at) == c;
    at += here ? 1 : 0;
    return here;
  }

  private void requireNext(char c) {
    require(takes(c), "expected " + c);
  }

  private static void require(boolean condition, String reason) {
    if (!condition) {
      throw new Refusal(reason);
    }
  }
}
