/** {@code bot}: a server with a personality. */
@NullMarked
package io.cleave.examples.bot;

import org.jspecify.annotations.NullMarked;
