package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.sim.ModelLibrary;
import chorale.workload.mozart.Variant;
import java.io.IOException;

/**
 * A package, and the same with switches that multiply and add packets: variants of Mozart run on
 * the one or the other.
 *
 * @param plain whose switches do neither
 */
record SwitchPackages(Built plain, Built inSwitch) {
  /** A package and its model. */
  record Built(TrainingParameters p, ModelLibrary library) {}

  /** Builds a model of a package under a name. */
  interface Builder {
    /** The model. */
    ModelLibrary build(TrainingParameters p, String name) throws IOException;
  }

  /** Builds both. */
  static SwitchPackages of(TrainingParameters plain, String name, Builder builder)
      throws IOException {
    var inSwitch = ExpertStudy.inSwitch(plain);
    return new SwitchPackages(
        new Built(plain, builder.build(plain, name)),
        new Built(inSwitch, builder.build(inSwitch, name + "_in_switch")));
  }

  /** The one that a variant runs on. */
  Built of(Variant variant) {
    return variant.inSwitch() ? inSwitch : plain;
  }
}
