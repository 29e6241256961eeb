package io.cleave.examples.docs;

// snippet: whole
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cleave.endpoint.FrameClient;
import io.cleave.wire.FrameFormat;

final class FirstClient {
  public static void main(String[] args) {
    ask(1688);
  }

  static void ask(int port) {
    try (FrameClient client = FrameClient.connect(FrameFormat.of("<q"), "127.0.0.1", port)) {
      for (String text : new String[] {"hello", "byebye", "again,bye"}) {
        byte[] answer = client.call(text.getBytes(UTF_8));
        System.out.println(new String(answer, UTF_8));
      }
    }
  }
}
// end: whole
