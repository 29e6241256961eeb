package io.cleave.examples.exec;

import picocli.CommandLine.Command;

/** {@code exec}: a command on another machine. */
@Command(
    name = "exec",
    description = "Runs commands on another machine.",
    subcommands = {ExecServe.class, ExecRun.class})
public final class ExecCommand {}
