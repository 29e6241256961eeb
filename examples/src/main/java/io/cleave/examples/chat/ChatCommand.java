package io.cleave.examples.chat;

import picocli.CommandLine.Command;

/** {@code chat}: people who write to each other. */
@Command(
    name = "chat",
    description = "People who write to each other, in datagrams.",
    subcommands = {ChatUdpServe.class, ChatUdp.class})
public final class ChatCommand {}
