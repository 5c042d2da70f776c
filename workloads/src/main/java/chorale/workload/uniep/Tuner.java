package chorale.workload.uniep;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds the point of a space that the model says is the quickest; of equal ones that with the
 * fewest moving lanes, and then the first. Exhaustive in both ways of searching.
 */
public final class Tuner {
  private final CostModel model;
  private final Legality legality;

  /** A tuner for a layer. */
  public Tuner(CostModel model) {
    this.model = model;
    legality = new Legality(model.rates(), model.load());
  }

  /**
   * What was found.
   *
   * @param best empty if no point is legal
   * @param cycles of the best
   * @param points legal points, of which it is the best
   */
  public record Found(Optional<Point> best, long cycles, long points) {
    private static final Found NOTHING = new Found(Optional.empty(), Long.MAX_VALUE, 0);

    private static Found of(Point p, long cycles, long points) {
      return new Found(Optional.of(p), cycles, points);
    }

    private Found or(Found other) {
      var better =
          other.cycles < cycles || other.cycles == cycles && other.moving() < moving()
              ? other
              : this;
      return new Found(better.best, better.cycles, points + other.points);
    }

    private int moving() {
      return best.map(p -> p.lanes().sum()).orElse(0);
    }
  }

  /**
   * The best of a space, by halves: with all but the lanes given, a point's cycles are those of
   * dispatch and relay lanes plus those of combine and reduction lanes, and what is legal falls
   * apart in the same way, so that the best of all pairs is the pair of the best.
   */
  public Found search(Space space) {
    return parallel(space, p -> halves(space, p));
  }

  /** The same by asking for the cycles of each point by itself. */
  public Found everyPoint(Space space) {
    return parallel(space, p -> all(space, p));
  }

  private static Found parallel(Space space, Function<Manner, Found> search) {
    List<Manner> manners = space.manners();
    Stream<Found> found = manners.parallelStream().map(search);
    return found.reduce(Found.NOTHING, Found::or);
  }

  private Found halves(Space space, Manner manner) {
    var costs = model.at(manner);
    long first = Long.MAX_VALUE;
    long second = Long.MAX_VALUE;
    Lanes one = null;
    Lanes two = null;
    long firsts = 0;
    long seconds = 0;
    for (int d : space.dispatch()) {
      for (int r : space.relay()) {
        var lanes = new Lanes(d, r, 1, 1);
        if (legality.dispatchAllows(new Point(lanes, manner))) {
          firsts++;
          long cycles = costs.firstStage(d, r);
          if (cycles < first || cycles == first && d + r < one.dispatch() + one.relay()) {
            first = cycles;
            one = lanes;
          }
        }
      }
    }
    for (int c : space.combine()) {
      for (int a : space.reduction()) {
        var lanes = new Lanes(1, 0, c, a);
        if (legality.combineAllows(new Point(lanes, manner))) {
          seconds++;
          long cycles = costs.secondStage(c, a);
          if (cycles < second || cycles == second && c + a < two.combine() + two.reduction()) {
            second = cycles;
            two = lanes;
          }
        }
      }
    }
    if (one == null || two == null) {
      return Found.NOTHING;
    }
    var best = new Lanes(one.dispatch(), one.relay(), two.combine(), two.reduction());
    return Found.of(new Point(best, manner), first + costs.activation() + second, firsts * seconds);
  }

  private Found all(Space space, Manner manner) {
    var costs = model.at(manner);
    Point best = null;
    long least = Long.MAX_VALUE;
    int fewest = 0;
    long points = 0;
    for (int d : space.dispatch()) {
      for (int r : space.relay()) {
        for (int c : space.combine()) {
          for (int a : space.reduction()) {
            var p = new Point(new Lanes(d, r, c, a), manner);
            if (!legality.allows(p)) {
              continue;
            }
            points++;
            long cycles = costs.firstStage(d, r) + costs.activation() + costs.secondStage(c, a);
            int moving = d + r + c + a;
            if (cycles < least || cycles == least && moving < fewest) {
              best = p;
              least = cycles;
              fewest = moving;
            }
          }
        }
      }
    }
    return best == null ? Found.NOTHING : Found.of(best, least, points);
  }
}
