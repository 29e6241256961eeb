/**
 * What the tests stand on: ways of feeding bytes, checks that no buffer is lost, peers on real
 * sockets, and faults made on purpose.
 *
 * <p>Start here: {@link io.cleave.testing.Feed} and {@link io.cleave.testing.DecoderVerifier} for a
 * decoder, {@link io.cleave.testing.WireAssert} for bytes, {@link io.cleave.testing.Loopback} and
 * {@link io.cleave.testing.RawPeer} for sockets. {@link io.cleave.testing.LeakGuard} is on in every
 * test without being named.
 *
 * <p>Nothing here knows a codec of this library: handlers come from suppliers.
 */
package io.cleave.testing;
