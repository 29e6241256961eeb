package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.wire.LengthField;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table that tells a script's lengths apart, compared with what CPython writes. */
final class PythonNotationTest {
  private static final int LENGTH = 5;

  private final List<List<String>> rows =
      Page.read("docs/how-to/talk-to-python.md").table("the script writes");

  @Test
  void everyRowIsWhatPythonWrites() {
    assertThat(rows).hasSizeGreaterThan(10);
    List<String> ours = new ArrayList<>();
    for (List<String> row : rows) {
      ours.add(hex(LengthField.parse(row.get(1).replace("`", ""))));
    }
    assertThat(python()).isEqualTo(ours);
  }

  private static String hex(LengthField field) {
    ByteBuf out = Unpooled.buffer();
    field.write(out, LENGTH);
    return ByteBufUtil.hexDump(out);
  }

  private List<String> python() {
    String script =
        rows.stream()
            .map(row -> "print((" + row.get(0).replace("`", "") + ").hex())")
            .collect(Collectors.joining("\n", "import struct\nn = " + LENGTH + "\n", ""));
    try (Child python = Child.start(Path.of("."), List.of("python3", "-c", script))) {
      return python.awaitEnd().lines().toList();
    }
  }
}
