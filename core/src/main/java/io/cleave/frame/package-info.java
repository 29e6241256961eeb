/**
 * Cuts a byte stream into frames, puts frames on the wire, and explains what a broken stream looks
 * like.
 *
 * <pre>{@code
 * +--------+---------+--------+---------+
 * | length | payload | length | payload | ...
 * +--------+---------+--------+---------+
 * }</pre>
 *
 * <p>Start here: {@link io.cleave.frame.FrameDecoder}, {@link io.cleave.frame.FrameEncoder}; for
 * small frames that are answered at once {@link io.cleave.frame.InPlaceFrameHandler}. May import:
 * {@code wire}, {@code metrics}.
 */
package io.cleave.frame;
