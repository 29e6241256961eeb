package io.cleave.benchmarks.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A target, and what was measured for it.
 *
 * @param target what has to be reached
 * @param cells one comparison for each load
 * @param whyNot why it was not measured, or not whole; empty if it was
 */
record Row(Target target, List<Cell> cells, String whyNot) {
  /** How it came out. */
  enum Outcome {
    REACHED,
    SHORT,
    NOT_MEASURED,
    /** There is no target: it is there to be seen. */
    SHOWN
  }

  /**
   * One load.
   *
   * @param name of the load
   * @param ours what our side did
   * @param peer what the other did; none for a limit
   * @param value what is held against the target
   */
  record Cell(String name, Figure ours, Optional<Figure> peer, Median value) {}

  static Row of(Target target, Figures figures) {
    List<Cell> cells = new ArrayList<>();
    String whyNot =
        Stream.of(target.ours(), target.peer())
            .map(system -> figures.whyMissing(target.group(), system))
            .filter(why -> !why.isEmpty())
            .distinct()
            .collect(Collectors.joining("; "));
    for (String name : figures.cells(target.group())) {
      if (target.counts(name)) {
        Optional<Cell> cell = cell(target, figures, name);
        cell.ifPresent(cells::add);
        if (cell.isEmpty() && whyNot.isEmpty()) {
          whyNot = "one of the two sides is missing at " + name;
        }
      }
    }
    if (cells.isEmpty() && whyNot.isEmpty()) {
      whyNot = "nothing of it was measured";
    }
    return new Row(target, List.copyOf(cells), whyNot);
  }

  private static Optional<Cell> cell(Target target, Figures figures, String name) {
    Optional<Figure> ours = figures.find(target.group(), name, target.ours());
    Optional<Figure> peer = figures.find(target.group(), name, target.peer());
    return switch (target.compared()) {
      case RATIO -> ours.flatMap(o -> peer.map(p -> new Cell(name, o, peer, ratio(target, o, p))));
      case VALUE -> ours.map(o -> new Cell(name, o, Optional.empty(), o.median()));
      case HEAP ->
          ours.filter(o -> !o.heap().isEmpty())
              .map(o -> new Cell(name, o, Optional.empty(), Median.of(o.heap())));
    };
  }

  /** The median of the rounds' ratios: what disturbed a round disturbed both sides of it. */
  private static Median ratio(Target target, Figure ours, Figure peer) {
    int rounds = Math.min(ours.rounds().size(), peer.rounds().size());
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      double better = ours.unit().timesBetter(ours.rounds().get(round), peer.rounds().get(round));
      ratios.add(target.bound() == Bound.AT_LEAST ? better : 1 / better);
    }
    return Median.of(ratios);
  }

  /** The load that is furthest from the target. */
  Optional<Cell> worst() {
    return cells.stream()
        .reduce((a, b) -> target.bound().isWorse(b.value().value(), a.value().value()) ? b : a);
  }

  boolean reaches(Cell cell) {
    return target.bound().holds(cell.value().value(), target.target());
  }

  /** Short if one load is; reached only if all were measured. */
  Outcome outcome() {
    if (target.isOnlyShown()) {
      return cells.isEmpty() ? Outcome.NOT_MEASURED : Outcome.SHOWN;
    }
    if (!cells.stream().allMatch(this::reaches)) {
      return Outcome.SHORT;
    }
    return whyNot.isEmpty() ? Outcome.REACHED : Outcome.NOT_MEASURED;
  }
}
