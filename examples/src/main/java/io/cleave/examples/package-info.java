/** The programs of the command line, and the class whose snippets the documentation shows. */
@NullMarked
package io.cleave.examples;

import org.jspecify.annotations.NullMarked;
