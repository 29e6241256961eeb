package io.cleave.header;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** The mapper and the parsers we ship are set up as row F8 promises. */
final class JacksonSettingsTest {

  private final JsonFactory factory = JacksonSettings.factory(HeaderLimits.DEFAULT);
  private final JsonMapper mapper = JacksonSettings.mapper(HeaderLimits.DEFAULT);

  @Test
  void theMapperChangesNoTypes() {
    assertThat(mapper.isEnabled(MapperFeature.ALLOW_COERCION_OF_SCALARS)).isFalse();
    assertThat(mapper.isEnabled(DeserializationFeature.ACCEPT_FLOAT_AS_INT)).isFalse();
    assertThat(mapper.isEnabled(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)).isFalse();
    assertThat(mapper.isEnabled(DeserializationFeature.UNWRAP_SINGLE_VALUE_ARRAYS)).isFalse();
    assertThat(mapper.isEnabled(DeserializationFeature.ACCEPT_EMPTY_STRING_AS_NULL_OBJECT))
        .isFalse();
    assertThat(mapper.isEnabled(DeserializationFeature.ACCEPT_EMPTY_ARRAY_AS_NULL_OBJECT))
        .isFalse();
    assertThat(mapper.deserializationConfig().isEnabled(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS))
        .isTrue();
  }

  @Test
  void theMapperMissesNothing() {
    assertThat(mapper.isEnabled(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)).isTrue();
    assertThat(mapper.isEnabled(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES))
        .isTrue();
    assertThat(mapper.isEnabled(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)).isTrue();
    assertThat(mapper.isEnabled(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)).isFalse();
  }

  @Test
  void theMapperLetsNoPeerChooseAType() {
    assertThat(mapper.deserializationConfig().getDefaultTyper(mapper.constructType(Object.class)))
        .isNull();
    assertThat(DefaultTyping.values()).isNotEmpty(); // there are such settings; none is on
  }

  @Test
  void bothDetectDuplicates() {
    assertThat(mapper.isEnabled(StreamReadFeature.STRICT_DUPLICATE_DETECTION)).isTrue();
    assertThat(factory.isEnabled(StreamReadFeature.STRICT_DUPLICATE_DETECTION)).isTrue();
  }

  @Test
  void parsersKeepNoNamesAndShowNoSource() {
    assertThat(factory.isEnabled(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)).isFalse();
    assertThat(factory.isEnabled(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)).isFalse();
    assertThat(factory.isEnabled(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)).isFalse();
    try (JsonParser parser = parser("{}")) {
      assertThat(parser.getClass().getSimpleName()).isEqualTo("ReaderBasedJsonParser");
      assertThat(parser.canParseAsync()).isFalse();
    }
  }

  @Test
  void parsersTakeNothingButJson() {
    for (JsonReadFeature leniency : JsonReadFeature.values()) {
      assertThat(factory.isEnabled(leniency)).as(leniency.name()).isFalse();
    }
  }

  @Test
  void parsersHaveTheLimitsOfTheHeader() {
    assertConstraints(factory.streamReadConstraints(), HeaderLimits.DEFAULT);
    assertConstraints(mapper.tokenStreamFactory().streamReadConstraints(), HeaderLimits.DEFAULT);
    HeaderLimits other = new HeaderLimits(1_000, 3, 50, 10, 20, 30);
    assertConstraints(JacksonSettings.factory(other).streamReadConstraints(), other);
  }

  @Test
  void factoriesAreKeptButNotWithoutEnd() {
    HeaderLimits limits = HeaderLimits.DEFAULT.withMaxLength(12_345);
    assertThat(JacksonSettings.factory(HeaderLimits.DEFAULT)).isSameAs(factory);
    for (int i = 0; i < 1_000; i++) {
      assertThat(JacksonSettings.factory(limits.withMaxLength(20_000 + i))).isNotNull();
    }
    assertThat(JacksonSettings.factories()).isBetween(1, 64);
  }

  private static void assertConstraints(StreamReadConstraints constraints, HeaderLimits limits) {
    assertThat(constraints.getMaxDocumentLength()).isEqualTo(limits.maxLength());
    assertThat(constraints.getMaxNestingDepth()).isEqualTo(limits.maxDepth());
    assertThat(constraints.getMaxTokenCount()).isEqualTo(limits.maxTokens());
    assertThat(constraints.getMaxNumberLength()).isEqualTo(limits.maxNumberLength());
    assertThat(constraints.getMaxNameLength()).isEqualTo(limits.maxNameLength());
    assertThat(constraints.getMaxStringLength()).isEqualTo(limits.maxStringLength());
  }

  private JsonParser parser(String json) {
    byte[] bytes = json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return factory.createParser(ObjectReadContext.empty(), bytes, 0, bytes.length);
  }
}
