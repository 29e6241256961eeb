package io.cleave.benchmarks.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;
import tools.jackson.databind.JsonNode;

/** A message as a program has it that uses Netty and Jackson alone. */
final class TreeMessage extends DefaultByteBufHolder {
  private final JsonNode header;

  TreeMessage(JsonNode header, ByteBuf body) {
    super(body);
    this.header = header;
  }

  JsonNode header() {
    return header;
  }
}
