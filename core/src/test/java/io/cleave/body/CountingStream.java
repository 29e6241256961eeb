package io.cleave.body;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A stream that counts how often it is closed, and on which thread it is read. */
final class CountingStream extends ByteArrayInputStream {
  final AtomicInteger closed = new AtomicInteger();
  volatile String reader = "";

  CountingStream(String bytes) {
    super(bytes.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public synchronized int read(byte[] bytes, int offset, int length) {
    reader = Thread.currentThread().getName();
    return super.read(bytes, offset, length);
  }

  @Override
  public void close() throws IOException {
    closed.incrementAndGet();
  }
}
