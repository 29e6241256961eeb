/** Plain values that say what the bytes look like. */
package io.cleave.wire;
