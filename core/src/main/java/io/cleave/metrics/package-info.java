/**
 * Listener interfaces every floor may call; knows no floor.
 *
 * <p>Start here: {@link io.cleave.metrics.ConnectionMetrics}. May import: nothing of ours.
 */
package io.cleave.metrics;
