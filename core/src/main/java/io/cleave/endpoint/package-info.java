/**
 * What an application starts and stops: servers and clients that speak frames or messages, without
 * a pipeline to build.
 *
 * <pre>{@code
 * FrameServer server = FrameServer.bind(FrameFormat.of("<q"), 1688, frame -> answer);
 *
 * try (FrameClient client = FrameClient.connect(FrameFormat.of("<q"), "127.0.0.1", 1688)) {
 *   byte[] answer = client.call(bytes);
 * }
 * }</pre>
 *
 * <p>The formats are plain: one answer for each request, in order; no ids, no handshake. Handlers
 * block as they like, on a worker; one that streams its answer, gives none or several, or has to
 * know when its peer leaves, is handed a {@link io.cleave.endpoint.FrameCall}.
 *
 * <p>Start here: {@link io.cleave.endpoint.FrameServer}, {@link
 * io.cleave.endpoint.PlainMessageServer}, {@link io.cleave.endpoint.FrameClient}, {@link
 * io.cleave.endpoint.PlainMessageClient}. May import: all.
 */
package io.cleave.endpoint;
