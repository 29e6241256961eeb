package io.cleave.benchmarks.file;

import io.cleave.body.Body;
import io.cleave.body.FileTarget;
import io.cleave.endpoint.MessageClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A JVM that fetches the file once for each line it is told, and prints how long that took. */
final class FileFetching {
  private FileFetching() {}

  /** Takes a port and the file to write. */
  public static void main(String[] args) throws IOException {
    FileTarget target = FileTarget.of(Path.of(args[1])).withReplacing(true);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (MessageClient client = MessageClient.connect("127.0.0.1", Integer.parseInt(args[0]))) {
      System.out.println("connected");
      while (orders.readLine() != null) {
        long begin = System.nanoTime();
        client.call(FileServing.ROUTE, Body.empty()).body().writeTo(target);
        System.out.println(System.nanoTime() - begin);
      }
    }
  }
}
