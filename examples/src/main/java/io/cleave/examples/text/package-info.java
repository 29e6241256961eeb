/** Texts as the other end writes them. */
@NullMarked
package io.cleave.examples.text;

import org.jspecify.annotations.NullMarked;
