/** {@code dump}: what a stream is made of, a line each. */
@NullMarked
package io.cleave.examples.dump;

import org.jspecify.annotations.NullMarked;
