package io.cleave.benchmarks.peers;

import io.cleave.body.Body;
import io.cleave.header.Header;
import io.cleave.message.Message;
import io.cleave.message.MessageFormat;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;

/**
 * One call in both protocols, with the same to say.
 *
 * <pre>{@code
 * ours      {"type":"request","id":1234567890,"route":"orders/create","deadline_ms":30000,"body_size":128}
 * RocketMQ  {"code":310,"extFields":{"route":"orders/create","deadline_ms":"30000"},"flag":0,
 *            "language":"JAVA","opaque":1234567890,"serializeTypeCurrentRPC":"JSON","version":500}
 * }</pre>
 */
final class Calls {
  static final MessageFormat FORMAT = MessageFormat.of(">I");
  static final int ID = 1_234_567_890;
  private static final String ROUTE = "orders/create";
  private static final int DEADLINE_MS = 30_000;
  private static final int CODE = 310;

  private Calls() {}

  /** As a program makes it that leaves the body's length to the encoder. */
  static Message message(byte[] body) {
    Header header =
        Header.of("type", "request", "id", ID, "route", ROUTE, "deadline_ms", DEADLINE_MS);
    return Message.of(header, Body.of(body));
  }

  /** The header as it arrives. */
  static Header header(long bodyLength) {
    return message(new byte[0]).header().with(FORMAT.bodyLengthKey(), bodyLength);
  }

  /** As RocketMQ's clients make it. */
  static RemotingCommand command(byte[] body) {
    RemotingCommand command = RemotingCommand.createRequestCommand(CODE, null);
    command.setOpaque(ID); // counted up otherwise, so that its length would grow
    command.addExtField("route", ROUTE);
    command.addExtField("deadline_ms", Integer.toString(DEADLINE_MS));
    command.setBody(body);
    return command;
  }
}
