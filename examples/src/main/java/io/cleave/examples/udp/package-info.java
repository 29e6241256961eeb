/** {@code udp}: a datagram is sent, and comes back. */
@NullMarked
package io.cleave.examples.udp;

import org.jspecify.annotations.NullMarked;
