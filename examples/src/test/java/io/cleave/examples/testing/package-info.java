/** What the tests of the fault rows have in common. */
@NullMarked
package io.cleave.examples.testing;

import org.jspecify.annotations.NullMarked;
