/**
 * Requests, replies, streams over a connection: ids, deadlines, credit, cancel, one-way events.
 *
 * <pre>{@code
 * > {"type":"hello","protocol":"cleave/1"}
 * > {"type":"request","id":1,"route":"upper","body_size":2} hi
 * < {"type":"hello","protocol":"cleave/1","max_in_flight":256,"credit":65536,"ping_ms":20000}
 * < {"type":"reply","id":1,"status":"ok","body_size":2} HI
 * }</pre>
 *
 * <p>Start here: {@link io.cleave.exchange.Connection}, {@link io.cleave.exchange.Request}, {@link
 * io.cleave.exchange.Reply}. May import: {@code connection} and below.
 */
package io.cleave.exchange;
