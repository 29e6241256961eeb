/** {@code demo}: the tour. */
@NullMarked
package io.cleave.examples.demo;

import org.jspecify.annotations.NullMarked;
