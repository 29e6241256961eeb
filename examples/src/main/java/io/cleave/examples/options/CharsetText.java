package io.cleave.examples.options;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a charset that texts can be written in. */
final class CharsetText implements ITypeConverter<Charset> {
  @Override
  public Charset convert(String text) {
    try {
      Charset charset = Charset.forName(text);
      if (charset.canEncode()) {
        return charset;
      }
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      // refused below, like one that can only be read
    }
    throw new TypeConversionException(
        "'" + text + "' (expected: a charset such as UTF-8, GBK or ISO-8859-1)");
  }
}
