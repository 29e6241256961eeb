package io.cleave.examples.exec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a command's output is answered as: its bytes, and behind them a line that says so if it was
 * cut.
 *
 * @param parts one behind the other
 * @param cut the line, or nothing
 */
record CommandOutput(List<Spool> parts, String cut) {

  static CommandOutput of(Job job, Job.End end, ExecLimits limits) throws IOException {
    List<Spool> parts =
        switch (limits.stderr()) {
          case MERGED -> List.of(job.out(), job.err());
          case INSTEAD -> List.of(job.err().length() > 0 ? job.err() : job.out());
        };
    return new CommandOutput(parts, onLineOfItsOwn(limits.cut(end), parts));
  }

  private static String onLineOfItsOwn(String cut, List<Spool> parts) throws IOException {
    boolean atStart = true;
    for (Spool part : parts) {
      atStart = part.length() == 0 ? atStart : part.endsLine();
    }
    return cut.isEmpty() || atStart ? cut : "\n" + cut;
  }

  long length() {
    return parts.stream().mapToLong(Spool::length).sum() + cut.length();
  }

  InputStream read() throws IOException {
    List<InputStream> streams = new ArrayList<>();
    for (Spool part : parts) {
      streams.add(part.read());
    }
    streams.add(new ByteArrayInputStream(cut.getBytes(UTF_8)));
    return new SequenceInputStream(Collections.enumeration(streams));
  }
}
