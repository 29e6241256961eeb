package io.cleave.endpoint;

import io.cleave.connection.Pipelines;
import io.cleave.frame.FrameListener;
import io.cleave.wire.FrameFormat;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the two directions of a connection are cut; nothing means not at all.
 *
 * @param requests from the client to the server
 * @param answers from the server to the client
 */
record Cuts(Optional<FrameFormat> requests, Optional<FrameFormat> answers) {
  static final Cuts NONE = new Cuts(Optional.empty(), Optional.empty());

  static Cuts both(FrameFormat format) {
    return new Cuts(Optional.of(format), Optional.of(format));
  }

  Cuts withRequests(Optional<FrameFormat> value) {
    return new Cuts(value, answers);
  }

  Cuts withAnswers(Optional<FrameFormat> value) {
    return new Cuts(requests, value);
  }

  Pipelines ofServer() {
    return pipelines(requests, answers);
  }

  Pipelines ofClient() {
    return pipelines(answers, requests);
  }

  /** Frames both ways, shown where they lie. */
  Pipelines inPlace(Function<SocketAddress, FrameListener> listeners) {
    if (requests.isEmpty() || answers.isEmpty()) {
      throw new IllegalStateException(
          "inPlace: without frames both ways (expected: a format for requests and answers)");
    }
    return Pipelines.inPlace(requests.get(), answers.get(), listeners);
  }

  private static Pipelines pipelines(Optional<FrameFormat> in, Optional<FrameFormat> out) {
    if (in.isPresent()) {
      return out.isPresent() ? Pipelines.frames(in.get(), out.get()) : Pipelines.framesIn(in.get());
    }
    return out.isPresent() ? Pipelines.framesOut(out.get()) : Pipelines.unframed();
  }
}
