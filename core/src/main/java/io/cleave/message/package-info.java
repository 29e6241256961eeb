/**
 * Joins header and body into messages, part by part or whole, and maps them to bytes.
 *
 * <pre>{@code
 * +--------+-------------------------+--------+--------+-----+------------+
 * | length | header (JSON object)    | chunk  | chunk  | ... | last chunk |
 * +--------+-------------------------+--------+--------+-----+------------+
 *  length field               header                body
 * }</pre>
 *
 * <p>Start here: {@link io.cleave.message.MessageFormat}, {@link io.cleave.message.MessageDecoder},
 * {@link io.cleave.message.MessageEncoder}; for small messages that are answered at once {@link
 * io.cleave.message.InPlaceMessageHandler}. May import: {@code header}, {@code body}, {@code
 * frame}, {@code wire}, {@code metrics}.
 */
package io.cleave.message;
