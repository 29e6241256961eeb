package io.cleave.examples.udp;

import picocli.CommandLine.Command;

/** {@code udp}: a datagram is sent, and comes back. */
@Command(
    name = "udp",
    description = "A datagram is sent, and comes back.",
    subcommands = {UdpServe.class, UdpSend.class})
public final class UdpCommand {}
