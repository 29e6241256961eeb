/**
 * One live link: the pipeline in order, limits, accepting, connecting, closing.
 *
 * <pre>{@code
 * socket <-> watch <-> decoder, encoder <-> what the endpoint puts last
 * }</pre>
 *
 * <p>Start here: {@link io.cleave.connection.Pipelines}, {@link io.cleave.connection.Transport}.
 * May import: {@code message} and below.
 */
package io.cleave.connection;
