package io.cleave.header;

import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Binds {@code double} and {@code float}. Jackson's own way would take the strings {@code "NaN"}
 * and {@code "Infinity"} whatever its settings are, and make infinity of {@code 1e400}.
 *
 * @param <T> {@link Double} or {@link Float}
 */
final class FiniteReals<T extends Number> extends StdScalarDeserializer<T> {

  private final DoubleFunction<T> cast;

  private FiniteReals(Class<T> type, DoubleFunction<T> cast) {
    super(type);
    this.cast = cast;
  }

  static JacksonModule module() {
    return new SimpleModule()
        .addDeserializer(double.class, new FiniteReals<>(double.class, Double::valueOf))
        .addDeserializer(Double.class, new FiniteReals<>(Double.class, Double::valueOf))
        .addDeserializer(float.class, new FiniteReals<>(float.class, d -> (float) d))
        .addDeserializer(Float.class, new FiniteReals<>(Float.class, d -> (float) d));
  }

  @Override
  public T deserialize(JsonParser parser, DeserializationContext context) {
    if (parser.currentToken().isNumeric()) {
      T value = cast.apply(parser.getDoubleValue());
      if (Double.isFinite(value.doubleValue())) {
        return value;
      }
    }
    return context.reportInputMismatch(handledType(), "no finite number");
  }

  @Override
  public @Nullable T getNullValue(DeserializationContext context) {
    return handledType().isPrimitive()
        ? context.reportInputMismatch(handledType(), "null for a primitive")
        : null;
  }
}
