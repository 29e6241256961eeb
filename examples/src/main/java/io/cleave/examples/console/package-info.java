/** Where the programs meet their user: words, streams, signals, logs, exit codes. */
@NullMarked
package io.cleave.examples.console;

import org.jspecify.annotations.NullMarked;
