package io.cleave.header;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.ErrorReportConfiguration;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * How Jackson is set up here; {@code JacksonSettingsTest} holds it to this. Its defaults would turn
 * {@code "12"}, {@code 1.9} and {@code true} into numbers and take UTF-16; 3.x takes duplicate
 * names.
 */
final class JacksonSettings {

  /** How many sets of limits, besides the default ones, keep their factory. */
  private static final int MAX_FACTORIES = 64;

  private static final JsonFactory DEFAULT_FACTORY = newFactory(HeaderLimits.DEFAULT);
  private static final Map<HeaderLimits, JsonFactory> FACTORIES = new ConcurrentHashMap<>();

  private JacksonSettings() {}

  /** The factory of the parsers that read headers within these limits. */
  static JsonFactory factory(HeaderLimits limits) {
    if (limits.equals(HeaderLimits.DEFAULT)) {
      return DEFAULT_FACTORY;
    }
    JsonFactory known = FACTORIES.get(limits);
    if (known != null) {
      return known;
    }
    JsonFactory factory = newFactory(limits);
    if (FACTORIES.size() < MAX_FACTORIES) {
      FACTORIES.put(limits, factory);
    }
    return factory;
  }

  /** How many sets of limits have one. */
  static int factories() {
    return FACTORIES.size();
  }

  private static JsonFactory newFactory(HeaderLimits limits) {
    return JsonFactory.builder()
        .streamReadConstraints(constraints(limits))
        .streamWriteConstraints(
            StreamWriteConstraints.builder().maxNestingDepth(HeaderLimits.HIGHEST_DEPTH).build())
        .errorReportConfiguration(
            ErrorReportConfiguration.builder()
                .maxErrorTokenLength(PeerText.MAX_SHOWN)
                .maxRawContentLength(0)
                .build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        // names are the peer's to choose: they go into no table that outlives the header
        .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
        .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
        .build();
  }

  private static StreamReadConstraints constraints(HeaderLimits limits) {
    return StreamReadConstraints.builder()
        .maxDocumentLength(limits.maxLength())
        .maxNestingDepth(limits.maxDepth())
        .maxTokenCount(limits.maxTokens())
        .maxNumberLength(limits.maxNumberLength())
        .maxNameLength(limits.maxNameLength())
        // for Jackson names and numbers are strings too
        .maxStringLength(
            Math.max(
                limits.maxStringLength(),
                Math.max(limits.maxNameLength(), limits.maxNumberLength())))
        .build();
  }

  /** A mapper that binds headers within these limits and changes no value's type. */
  static JsonMapper mapper(HeaderLimits limits) {
    return JsonMapper.builder(factory(limits))
        .annotationIntrospector(new NoSubtypes())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
        .addModule(FiniteReals.module())
        .withCoercionConfigDefaults(
            config ->
                config
                    .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.EmptyArray, CoercionAction.Fail))
        .withCoercionConfig(
            LogicalType.Textual,
            config ->
                config
                    .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .build();
  }

  /** A peer never chooses the class: annotations that would let it are not seen. */
  private static final class NoSubtypes extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(
        MapperConfig<?> config, Annotated annotated) {
      return null;
    }

    @Override
    public @Nullable Object findTypeResolverBuilder(MapperConfig<?> config, Annotated annotated) {
      return null;
    }
  }
}
