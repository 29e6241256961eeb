package io.cleave.exchange;

/**
 * Answers the requests of one route.
 *
 * <p><b>Threading.</b> Called on a worker, for many requests at the same time; may block. It is
 * interrupted when its request is cancelled, its deadline has passed or the connection is lost.
 */
@FunctionalInterface
public interface RouteHandler {
  /**
   * Answers.
   *
   * @return the answer
   * @throws Exception an {@link ExchangeException} is answered with its status and sentence, a
   *     {@link io.cleave.header.HeaderException}, as a field is missing, with {@link
   *     Status#BAD_REQUEST}; anything else is logged, and {@link Status#INTERNAL} for the peer
   */
  Reply handle(ReceivedRequest request) throws Exception;
}
