/**
 * Plain values that say what the bytes look like: width, order, limit, Python's notation, presets.
 *
 * <pre>{@code
 * +--------+---------+
 * | length | payload |      LengthField describes the first box, FrameFormat both
 * +--------+---------+
 * }</pre>
 *
 * <p>Start here: {@link io.cleave.wire.FrameFormat#of(String)}. May import: nothing of ours.
 */
package io.cleave.wire;
