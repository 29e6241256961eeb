package io.cleave.examples.chat;

import io.cleave.examples.options.PeerAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Somebody to write to.
 *
 * @param name how a line begins that is for them
 * @param address where they are
 */
record Contact(String name, PeerAddress address) {
  /** Reads NAME=HOST:PORT. */
  static final class Text implements ITypeConverter<Contact> {
    @Override
    public Contact convert(String text) {
      int equals = text.indexOf('=');
      String name = text.substring(0, Math.max(equals, 0)).strip();
      if (name.isEmpty() || name.indexOf(':') >= 0) {
        throw new TypeConversionException(
            "'" + text + "' (expected: NAME=HOST:PORT, without a colon in the name)");
      }
      try {
        PeerAddress address = PeerAddress.parse(text.substring(equals + 1));
        if (!address.isUnix()) {
          return new Contact(name, address);
        }
      } catch (IllegalArgumentException noAddress) {
        // refused below
      }
      throw new TypeConversionException(
          "'" + text + "' (expected: NAME=HOST:PORT such as bob=127.0.0.1:8081)");
    }
  }
}
