/**
 * What an application starts and stops: servers and clients, without a pipeline to build.
 *
 * <pre>{@code
 * MessageServer server = MessageServer.builder()
 *     .route("upper", request -> Reply.text(request.text().toUpperCase(Locale.ROOT)))
 *     .bind(1688);
 *
 * try (MessageClient client = MessageClient.connect("127.0.0.1", 1688)) {
 *   String hi = client.request("upper", Body.of("hi")).join().text();
 * }
 *
 * FrameServer server = FrameServer.bind(FrameFormat.of("<q"), 1689, frame -> answer);
 *
 * try (FrameClient client = FrameClient.connect(FrameFormat.of("<q"), "127.0.0.1", 1689)) {
 *   byte[] answer = client.call(bytes);
 * }
 * }</pre>
 *
 * <p>The first pair speaks the native protocol: many requests at a time, from either side, bodies
 * of any length both ways, events. The second, and its sisters with headers, speak a plain format
 * that is given: one answer for each request, in order; no ids, no handshake. Handlers block as
 * they like, on a worker; one that streams its answer on a plain format, gives none or several, or
 * has to know when its peer leaves, is handed a {@link io.cleave.endpoint.FrameCall}.
 *
 * <p>Start here: {@link io.cleave.endpoint.MessageServer}, {@link
 * io.cleave.endpoint.MessageClient}; for plain formats {@link io.cleave.endpoint.FrameServer},
 * {@link io.cleave.endpoint.PlainMessageServer}, {@link io.cleave.endpoint.FrameClient}, {@link
 * io.cleave.endpoint.PlainMessageClient}. May import: all.
 */
package io.cleave.endpoint;
