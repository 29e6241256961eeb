/** The jar's programs, run as a user runs them: as processes, against CPython, over loopback. */
@NullMarked
package io.cleave.examples.running;

import org.jspecify.annotations.NullMarked;
