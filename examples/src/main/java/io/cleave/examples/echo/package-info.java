/** {@code echo}: what is sent comes back. */
@NullMarked
package io.cleave.examples.echo;

import org.jspecify.annotations.NullMarked;
