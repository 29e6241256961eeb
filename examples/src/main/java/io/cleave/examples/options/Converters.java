package io.cleave.examples.options;

import io.cleave.connection.Transport;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the words of a command line become values. */
public final class Converters {
  private Converters() {}

  /** Registers all of them with a command and its subcommands. */
  public static CommandLine addTo(CommandLine command) {
    return command
        .registerConverter(Charset.class, new CharsetText())
        .registerConverter(Duration.class, new DurationText())
        .registerConverter(ByteSize.class, saying(ByteSize::parse))
        .registerConverter(Path.class, new PathText())
        .registerConverter(Framing.class, saying(Framing::parse))
        .registerConverter(PeerAddress.class, saying(PeerAddress::parse))
        .registerConverter(Transport.class, Converters::transport);
  }

  /** A refusal in the parser's own words, not in picocli's. */
  private static <T> ITypeConverter<T> saying(Function<String, T> parser) {
    return text -> {
      try {
        return parser.apply(text);
      } catch (NotInThisVersionException later) {
        throw later;
      } catch (IllegalArgumentException refused) {
        throw new TypeConversionException(refused.getMessage());
      }
    };
  }

  private static Transport transport(String text) {
    return Arrays.stream(Transport.values())
        .filter(transport -> nameOf(transport).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + text
                        + "' (expected: "
                        + Arrays.stream(Transport.values())
                            .map(Converters::nameOf)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }

  private static String nameOf(Transport transport) {
    return transport.name().toLowerCase(Locale.ROOT);
  }
}
