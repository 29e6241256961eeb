package io.cleave.header;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

/** Headers into records and classes, and back, by Jackson's binding. */
final class HeaderBinding {

  private static final JsonMapper MAPPER = JacksonSettings.mapper(HeaderLimits.DEFAULT);

  private static final Number NEGATIVE_ZERO = NumberToken.of("-0");
  private static final Number NEGATIVE_ZERO_FRACTION = NumberToken.of("-0.0");

  /** For headers that were read within wider limits than the default ones. */
  private static final class Wide {
    static final JsonMapper MAPPER = JacksonSettings.mapper(HeaderLimits.WIDEST);
  }

  private HeaderBinding() {}

  static <T> T read(Header header, Class<T> type) {
    byte[] json = copy(header).toBytes();
    JsonMapper mapper = header.extent().fits(HeaderLimits.DEFAULT) ? MAPPER : Wide.MAPPER;
    try {
      return mapper.readValue(json, type);
    } catch (InvalidDefinitionException e) {
      throw new IllegalArgumentException(
          "type: " + type.getName() + " (expected: a record or class Jackson can make)", e);
    } catch (JacksonException e) {
      throw JacksonSentences.ofBinding(e, header, type);
    }
  }

  static Header write(Object value) {
    try {
      byte[] json = MAPPER.writeValueAsBytes(value);
      return JacksonReader.read(json, 0, json.length, HeaderLimits.WIDEST);
    } catch (DatabindException | HeaderException e) {
      throw new IllegalArgumentException(
          "value: " + value.getClass().getName() + " (expected: what is written as a JSON object)",
          e);
    }
  }

  /** With -0 as -0.0, which Jackson takes for no integer either. */
  private static Header copy(Header header) {
    HeaderBuilder copy = new HeaderBuilder(header.size());
    for (int i = 0; i < header.size(); i++) {
      copy.add(header.nameAt(i), copy(header.valueAt(i)));
    }
    return copy.build();
  }

  private static @Nullable Object copy(@Nullable Object value) {
    if (value instanceof Header header) {
      return copy(header);
    }
    if (value instanceof List<?> list) {
      return HeaderValues.list(list.stream().map(HeaderBinding::copy).toArray());
    }
    return NEGATIVE_ZERO.equals(value) ? NEGATIVE_ZERO_FRACTION : value;
  }
}
