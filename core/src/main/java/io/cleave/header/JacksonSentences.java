package io.cleave.header;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Says in our words what Jackson throws, without its class names and pieces of the source. */
final class JacksonSentences {

  /** What Jackson adds for its own users: where a limit is set, where an object began. */
  private static final Pattern ASIDE =
      Pattern.compile(
          ", from `[^`]*`"
              + "|[:;,] [^:;,`]*`[A-Z]\\w+\\.[^`]*`[^:;,]*"
              + "|\\s*\\((start marker at|not recognized as|for \\w+ starting at) .*"
              + "|\\s*\\[truncated .*",
          Pattern.DOTALL);

  /** Room for a token of the peer's, which Jackson itself cuts, and the words around it. */
  private static final int MAX_LENGTH = 2 * PeerText.MAX_SHOWN;

  private JacksonSentences() {}

  /** For bytes that are no JSON, or not as strict as it has to be. */
  static HeaderException of(JacksonException e, int offset) {
    return new HeaderException("header is no strict JSON: " + cleaned(e), offset);
  }

  /** For a limit that the parser saw first. */
  static HeaderException ofLimit(StreamConstraintsException e, int offset) {
    return new HeaderException("header is too large: " + cleaned(e), offset);
  }

  /** For a header that does not fit a type. */
  static HeaderException ofBinding(JacksonException e, Header header, Class<?> type) {
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      String reason = String.valueOf(e.getCause().getMessage());
      return new HeaderException(type.getSimpleName() + ": " + PeerText.escape(reason));
    }
    if (e.getPath().isEmpty()) {
      return new HeaderException(type.getSimpleName() + ": " + cleaned(e));
    }
    return new HeaderException(
        path(e.getPath())
            + ": "
            + found(header, e.getPath())
            + " (expected: "
            + expected(e)
            + "for "
            + type.getSimpleName()
            + ")");
  }

  private static String cleaned(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage());
    String plain = PeerText.escape(ASIDE.matcher(message).replaceAll(""), MAX_LENGTH);
    return plain.isEmpty() ? plain : Character.toLowerCase(plain.charAt(0)) + plain.substring(1);
  }

  private static String path(List<Reference> path) {
    StringBuilder words = new StringBuilder();
    for (Reference step : path) {
      if (step.getPropertyName() == null) {
        words.append('[').append(step.getIndex()).append(']');
      } else {
        words.append(words.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return PeerText.escape(words.toString());
  }

  private static String found(Header header, List<Reference> path) {
    @Nullable Object value = header;
    for (Reference step : path) {
      String name = step.getPropertyName();
      if (value instanceof Header object && name != null) {
        if (!object.has(name)) {
          return "missing";
        }
        value = object.value(name);
      } else if (value instanceof List<?> list && step.getIndex() < list.size()) {
        value = list.get(Math.max(0, step.getIndex()));
      }
    }
    return HeaderValues.describe(value);
  }

  private static String expected(JacksonException e) {
    Class<?> target = null;
    if (e instanceof MismatchedInputException mismatch) {
      target = mismatch.getTargetType();
    } else if (e instanceof InputCoercionException overflow) {
      target = overflow.getTargetType();
    }
    return target == null ? "" : target.getSimpleName() + ", ";
  }
}
