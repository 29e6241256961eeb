import org.jspecify.annotations.NullMarked;

/** Cuts a TCP byte stream into messages and puts them back. */
@NullMarked
module io.cleave {
  requires static transitive org.jspecify;
  requires transitive io.netty.buffer;
  requires transitive io.netty.codec;
  requires transitive io.netty.common;
  requires transitive io.netty.transport;
  requires io.netty.handler;
  requires static io.netty.transport.classes.epoll;
  requires static io.netty.transport.classes.io_uring;
  requires static io.netty.transport.classes.kqueue;
  requires static io.netty.transport.unix.common;
  requires org.slf4j;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  exports io.cleave.body;
  exports io.cleave.connection;
  exports io.cleave.endpoint;
  exports io.cleave.exchange;
  exports io.cleave.frame;
  exports io.cleave.header;
  exports io.cleave.message;
  exports io.cleave.metrics;
  exports io.cleave.wire;
}
