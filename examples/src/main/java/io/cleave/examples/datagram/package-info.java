/** Datagrams: a socket for them, what is not taken, and asking with one. */
@NullMarked
package io.cleave.examples.datagram;

import org.jspecify.annotations.NullMarked;
