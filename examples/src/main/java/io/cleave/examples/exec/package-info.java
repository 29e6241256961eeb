/** {@code exec}: a command on another machine. */
@NullMarked
package io.cleave.examples.exec;

import org.jspecify.annotations.NullMarked;
