/** What the tests have in common. */
@NullMarked
package io.cleave.examples.testing;

import org.jspecify.annotations.NullMarked;
