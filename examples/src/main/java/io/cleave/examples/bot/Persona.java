package io.cleave.examples.bot;

import io.cleave.examples.text.Texts;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Who answers. */
enum Persona {
  ROBOT,
  CHATTER;

  /** What this one makes of a text. */
  UnaryOperator<byte[]> answers(Texts texts) {
    return switch (this) {
      case ROBOT -> new Robot(texts, LocalDateTime::now);
      case CHATTER -> new Chatter(texts, count -> ThreadLocalRandom.current().nextInt(count));
    };
  }

  /** Reads {@code robot} or {@code chatter}. */
  static final class Text implements ITypeConverter<Persona> {
    @Override
    public Persona convert(String text) {
      for (Persona persona : values()) {
        if (persona.name().toLowerCase(Locale.ROOT).equals(text)) {
          return persona;
        }
      }
      throw new TypeConversionException("'" + text + "' (expected: robot or chatter)");
    }
  }
}
