/** {@code file}: a file from one machine to another. */
@NullMarked
package io.cleave.examples.file;

import org.jspecify.annotations.NullMarked;
