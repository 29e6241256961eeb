/**
 * What follows a message's header: bytes, streams, files sent without copying.
 *
 * <pre>{@code
 * +--------+----------------------+-------+-------+-----+------------+
 * | length | header (JSON object) | chunk | chunk | ... | last chunk |
 * +--------+----------------------+-------+-------+-----+------------+
 *                                 |<- body: exactly Body.length()  ->|
 * }</pre>
 *
 * <p>Start here: {@link io.cleave.body.Body} is what is sent, {@link io.cleave.body.BodyFile}
 * writes to a file what is received.
 *
 * <p>May import: nothing of ours.
 */
package io.cleave.body;
