package chorale.hdl;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A design that ships, for tests that hold for all of them. */
record ShippedDesign(String name, Supplier<Module> design) {
  /** All of them, small ones first. */
  static List<ShippedDesign> all() {
    return Stream.of(
            ShippedBlocks.all(), ShippedEngines.all(), ShippedNetworks.all(), ShippedPackages.all())
        .flatMap(List::stream)
        .toList();
  }
}
