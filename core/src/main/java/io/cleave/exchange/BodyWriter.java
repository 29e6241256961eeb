package io.cleave.exchange;

/** Writes a body piece by piece, at the pace its reader takes it. */
@FunctionalInterface
public interface BodyWriter {
  /**
   * Writes the body; when it returns, the body is whole, when it throws, the body has failed.
   *
   * @throws Exception an {@link ExchangeException} tells the peer its status and sentence, anything
   *     else is {@link Status#INTERNAL} there
   */
  void writeTo(BodyOutput out) throws Exception;
}
