package io.cleave.examples.echo;

import picocli.CommandLine.Command;

/** {@code echo}: what is sent comes back. */
@Command(
    name = "echo",
    description = "What is sent comes back.",
    subcommands = {EchoServe.class, EchoSend.class})
public final class EchoCommand {}
