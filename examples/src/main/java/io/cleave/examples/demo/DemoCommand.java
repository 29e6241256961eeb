package io.cleave.examples.demo;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code demo}: the tour, on loopback, without arguments. */
@Command(name = "demo", description = "The tour: on loopback, a few seconds, no arguments.")
public final class DemoCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    Narrator narrator = new Narrator(System.out);
    StickyPackets.show(narrator);
    LargeFile.show(narrator);
    RemoteCommand.show(narrator);
    WrongPort.show(narrator);
    System.out.println();
    System.out.println("All of it held.");
    return 0;
  }
}
