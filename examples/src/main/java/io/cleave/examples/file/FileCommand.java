package io.cleave.examples.file;

import picocli.CommandLine.Command;

/** {@code file}: a file from one machine to another. */
@Command(
    name = "file",
    description = "Brings a file from one machine to another.",
    subcommands = {FileServe.class, FileGet.class, FilePut.class, FileLs.class})
public final class FileCommand {}
