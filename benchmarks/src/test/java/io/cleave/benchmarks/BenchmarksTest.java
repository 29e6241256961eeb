package io.cleave.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark once, as short as can be: its setup proves that it measures what it says. */
class BenchmarksTest {
  @TempDir Path directory;

  private static ChainedOptionsBuilder once(String include) {
    return new OptionsBuilder()
        .include(include)
        .forks(0)
        .warmupIterations(0)
        .measurementIterations(1)
        .measurementTime(TimeValue.milliseconds(10))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
    return new Runner(options.build()).run();
  }

  @Test
  void everyBenchmarkRuns() throws RunnerException {
    assertThat(run(once(".*")))
        .extracting(result -> className(result.getParams().getBenchmark()))
        .containsOnly(
            "FrameDecoderBenchmark",
            "FrameEncoderBenchmark",
            "FramingBenchmark",
            "HeaderReadBenchmark",
            "HeaderWriteBenchmark",
            "MessageDecoderBenchmark",
            "MessageEncoderBenchmark",
            "OneByteFrameDecoderBenchmark",
            "OneByteFrameEncoderBenchmark",
            "TwoByteFrameDecoderBenchmark",
            "TwoByteFrameEncoderBenchmark");
  }

  private static String className(String benchmark) {
    String withoutMethod = benchmark.substring(0, benchmark.lastIndexOf('.'));
    return withoutMethod.substring(withoutMethod.lastIndexOf('.') + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FrameDecoderBenchmark", "FramingBenchmark", "MessageDecoderBenchmark"})
  void decodersDeliverEveryUnitWhereverReadsEnd(String benchmark) throws RunnerException {
    ChainedOptionsBuilder options = once("\\." + benchmark).param("borders", "CUT");
    if (!benchmark.startsWith("Message")) {
      options.param("payload", "16", "4096");
    }
    assertThat(run(options.param("readLength", "1500"))).isNotEmpty();
  }

  @Test
  void allocatedBuffersAreReleased() throws RunnerException {
    List<String> leaks = new CopyOnWriteArrayList<>();
    ByteBufUtil.setLeakListener((type, records) -> leaks.add(type + records));
    run(once("MessageEncoderBenchmark"));
    run(once("FrameEncoderBenchmark"));
    System.gc();
    ByteBufAllocator.DEFAULT.buffer().release(); // leaks are reported by the next allocation
    assertThat(leaks).isEmpty();
  }

  @Test
  void ratiosAreThoseOfTheResultFile() throws RunnerException {
    Path json = directory.resolve("result.json");
    run(once("HeaderReadBenchmark").result(json.toString()).resultFormat(ResultFormatType.JSON));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Ratios.print(List.of(json, json), new PrintStream(printed, true, StandardCharsets.UTF_8));
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("#### HeaderReadBenchmark", "| cleave, ns |", "stock, ns |")
        .containsPattern("\\| [0-9.]+ ± 0\\.0, \\*\\*[0-9.]+\\*\\* \\|");
  }
}
