package io.cleave.benchmarks.load;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What one fork has measured at a fixed rate.
 *
 * @param all of its answers together
 * @param windows one after the other
 */
record LatencyRun(Latencies all, List<Latencies> windows) {
  static LatencyRun of(List<Histogram> windows, Histogram rest) {
    Histogram all = rest.copy();
    windows.forEach(all::add);
    return new LatencyRun(Latencies.of(all), windows.stream().map(Latencies::of).toList());
  }
}
