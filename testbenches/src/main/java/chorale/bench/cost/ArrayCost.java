package chorale.bench.cost;

import chorale.bench.cost.Synthesis.Arithmetic;
import java.util.Comparator;
import java.util.List;

/** What all netlists of one design cost. */
public record ArrayCost(ArrayDesign design, List<Mapping> mappings) {

  /**
   * One netlist.
   *
   * @param recipe index of the way through ABC
   */
  record Mapping(Arithmetic arithmetic, int recipe, CellCost cost) {}

  /** The netlist with the shortest worst path. */
  CellCost fastest() {
    return least(Comparator.comparingDouble(CellCost::delay));
  }

  /** The netlist with the least area. */
  CellCost smallest() {
    return least(Comparator.comparingDouble(CellCost::area));
  }

  private CellCost least(Comparator<CellCost> by) {
    return mappings.stream().map(Mapping::cost).min(by).orElseThrow();
  }

  /** Name of the design, and the language. */
  public String name() {
    return design.name() + ", " + design.language();
  }
}
