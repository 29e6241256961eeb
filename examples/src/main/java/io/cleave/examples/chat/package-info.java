/** {@code chat}: people who write to each other. */
@NullMarked
package io.cleave.examples.chat;

import org.jspecify.annotations.NullMarked;
