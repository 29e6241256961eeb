package io.cleave.examples.docs;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Evaluates what a page names: {@code Class.CONSTANT} and {@code Class.CONSTANT.accessor()}. */
final class Expression {
  private Expression() {}

  /** The value, as pages write it. */
  static String shown(String expression) {
    return shown(value(expression));
  }

  private static Object value(String expression) {
    String[] parts = expression.replace("()", "").split("\\.");
    try {
      Field field = field(parts[0], parts[1]);
      field.setAccessible(true);
      Object value = field.get(null);
      for (String accessor : List.of(parts).subList(2, parts.length)) {
        Method method = value.getClass().getMethod(accessor);
        value = method.invoke(value);
      }
      return value;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no " + expression, e);
    }
  }

  private static Field field(String type, String name) throws NoSuchFieldException {
    return Exported.classes().stream()
        .filter(candidate -> candidate.getSimpleName().equals(type))
        .flatMap(candidate -> Arrays.stream(candidate.getDeclaredFields()))
        .filter(field -> field.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchFieldException(type + "." + name));
  }

  private static String shown(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
      symbols.setGroupingSeparator(' ');
      return new DecimalFormat("#,##0", symbols).format(value);
    }
    if (value instanceof Duration duration) {
      return duration.toMillis() % 1000 == 0
          ? duration.toSeconds() + " s"
          : duration.toMillis() + " ms";
    }
    return "`" + value + "`";
  }

  /** Public constants of a class that are numbers, durations or default texts, by name. */
  static List<String> publicConstants(Class<?> type) {
    return List.of(type.getDeclaredFields()).stream()
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .filter(field -> Modifier.isPublic(field.getModifiers()))
        .filter(field -> isNumber(field.getType()) || field.getName().startsWith("DEFAULT_"))
        .filter(field -> isNumber(field.getType()) || field.getType() == String.class)
        .map(field -> type.getSimpleName() + "." + field.getName())
        .toList();
  }

  private static boolean isNumber(Class<?> type) {
    return type == int.class || type == long.class || type == Duration.class;
  }
}
