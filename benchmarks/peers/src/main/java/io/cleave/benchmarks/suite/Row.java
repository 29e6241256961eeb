package io.cleave.benchmarks.suite;

import io.cleave.benchmarks.suite.Target.Compared;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /**
   * Compares what was measured.
   *
   * @param rounds how many there have to be, or more
   */
  static Row of(Target target, Figures figures, int rounds) {
    List<Cell> cells = new ArrayList<>();
    String whyNot =
        Stream.of(target.ours(), target.peer())
            .map(system -> figures.whyMissing(target.group(), system))
            .filter(why -> !why.isEmpty())
            .distinct()
            .collect(Collectors.joining("; "));
    for (String name : figures.cells(target.group())) {
      if (target.counts(name)) {
        String flaw = flaw(target, figures, name, rounds);
        if (flaw.isEmpty()) {
          cell(target, figures, name).ifPresent(cells::add);
        } else if (whyNot.isEmpty()) {
          whyNot = name + ", " + flaw;
        }
      }
    }
    if (cells.isEmpty() && whyNot.isEmpty()) {
      whyNot = "nothing of it was measured";
    }
    return new Row(target, List.copyOf(cells), whyNot);
  }

  /** Why a load cannot be compared; empty if it can. A ratio takes two numbers above 0 a round. */
  private static String flaw(Target target, Figures figures, String name, int rounds) {
    boolean isRatio = target.compared() == Compared.RATIO;
    Map<String, List<Double>> sides = new LinkedHashMap<>();
    for (String system : isRatio ? List.of(target.ours(), target.peer()) : List.of(target.ours())) {
      sides.put(system, values(target, figures.find(target.group(), name, system)));
    }
    int most = sides.values().stream().mapToInt(List::size).reduce(rounds, Math::max);
    for (Map.Entry<String, List<Double>> side : sides.entrySet()) {
      if (side.getValue().size() < most) {
        return side.getKey() + ": " + side.getValue().size() + " rounds (expected: " + most + ")";
      }
      for (double value : side.getValue()) {
        if (!Double.isFinite(value) || (isRatio && value <= 0)) {
          return side.getKey() + ": " + value + " is no figure to compare";
        }
      }
    }
    return "";
  }

  private static List<Double> values(Target target, Optional<Figure> figure) {
    return figure
        .map(f -> target.compared() == Compared.HEAP ? f.heap() : f.rounds())
        .orElse(List.of());
  }

  private static Optional<Cell> cell(Target target, Figures figures, String name) {
    Optional<Figure> ours = figures.find(target.group(), name, target.ours());
    Optional<Figure> peer = figures.find(target.group(), name, target.peer());
    return switch (target.compared()) {
      case RATIO -> ours.flatMap(o -> peer.map(p -> new Cell(name, o, peer, ratio(target, o, p))));
      case VALUE -> ours.map(o -> new Cell(name, o, Optional.empty(), o.median()));
      case HEAP -> ours.map(o -> new Cell(name, o, Optional.empty(), Median.of(o.heap())));
    };
  }

  /** The median of the rounds' ratios: what disturbed a round disturbed both sides of it. */
  private static Median ratio(Target target, Figure ours, Figure peer) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ours.rounds().size(); round++) {
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
