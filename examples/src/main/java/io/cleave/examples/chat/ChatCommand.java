package io.cleave.examples.chat;

import picocli.CommandLine.Command;

/** {@code chat}: people who write to each other. */
@Command(
    name = "chat",
    description = "People who write to each other: in rooms, or in datagrams.",
    subcommands = {ChatServe.class, ChatJoin.class, ChatUdpServe.class, ChatUdp.class})
public final class ChatCommand {}
