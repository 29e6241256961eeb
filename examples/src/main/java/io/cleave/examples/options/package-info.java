/** What the words of a command line mean. */
@NullMarked
package io.cleave.examples.options;

import org.jspecify.annotations.NullMarked;
