package io.cleave.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.message.MessageFormat;
import io.cleave.metrics.ConnectionMetrics;
import io.cleave.wire.FrameFormat;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PipelinesTest {

  /** The picture above {@link Pipelines}, line by line. */
  record Case(String title, Pipelines pipelines, LinkLimits limits, List<String> stages) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Case> cases() {
    LinkLimits noPace = LinkLimits.DEFAULT.withHead(Duration.ZERO);
    return Stream.of(
        new Case(
            "unframed",
            Pipelines.unframed(),
            LinkLimits.DEFAULT,
            List.of("watch", "bytes", "owner")),
        new Case(
            "frames",
            Pipelines.frames(FrameFormat.of("<q")),
            LinkLimits.DEFAULT,
            List.of("watch", "pace", "frame decoder", "frame encoder", "owner")),
        new Case(
            "frames without a limit",
            Pipelines.frames(FrameFormat.of("<q")),
            noPace,
            List.of("watch", "frame decoder", "frame encoder", "owner")),
        new Case(
            "frames of two formats",
            Pipelines.frames(FrameFormat.of("<q"), FrameFormat.of("<i")),
            LinkLimits.DEFAULT,
            List.of("watch", "pace", "frame decoder", "frame encoder", "owner")),
        new Case(
            "framesIn",
            Pipelines.framesIn(FrameFormat.of("<q")),
            LinkLimits.DEFAULT,
            List.of("watch", "pace", "frame decoder", "bytes", "owner")),
        new Case(
            "framesOut",
            Pipelines.framesOut(FrameFormat.of("<i")),
            LinkLimits.DEFAULT,
            List.of("watch", "bytes", "frame encoder", "owner")),
        new Case(
            "messages",
            Pipelines.messages(MessageFormat.of("<q")),
            LinkLimits.DEFAULT,
            List.of("watch", "pace", "message decoder", "message encoder", "owner")),
        new Case(
            "envelopes",
            Pipelines.messages(MessageFormat.envelope(">I", ">I")),
            LinkLimits.DEFAULT,
            List.of(
                "watch",
                "pace",
                "frame decoder",
                "frame encoder",
                "header decoder",
                "header encoder",
                "owner")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void buildsStagesInOrder(Case wanted) {
    EmbeddedChannel channel = new EmbeddedChannel();
    wanted
        .pipelines()
        .install(
            channel,
            new LinkWatch(wanted.limits()),
            wanted.limits(),
            ConnectionMetrics.NONE,
            new ChannelInboundHandlerAdapter());
    List<String> names = channel.pipeline().names();
    assertThat(names.subList(0, names.size() - 1)).endsWith(wanted.stages().toArray(String[]::new));
    channel.finishAndReleaseAll();
  }
}
