package io.cleave.examples.bot;

import picocli.CommandLine.Command;

/** {@code bot}: a server with a personality. */
@Command(
    name = "bot",
    description = "Talks with a robot that knows three answers, or one that repeats others.",
    subcommands = {BotServe.class, BotTalk.class})
public final class BotCommand {}
