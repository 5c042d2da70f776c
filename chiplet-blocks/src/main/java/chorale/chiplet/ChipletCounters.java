package chorale.chiplet;

import java.util.ArrayList;
import java.util.List;

/** Names of what a chiplet of a {@link TrainingPackage} or a {@link GridPackage} counts. */
final class ChipletCounters {
  private static final List<String> TILE =
      List.of("steps", "wait_left", "wait_top", "wait_initial", "wait_weights", "wait_results");

  private static final List<String> OTHER =
      List.of("vector_steps", "vector_wait_read", "vector_wait_write", "send_busy", "send_blocked");

  private static final List<String> VECTOR = OTHER.subList(0, 3);

  /** Words of either memory go; there is work, but neither a word nor a head goes. */
  private static final List<String> PORT = List.of("operands", "sums", "blocked");

  /** Of all but the first vector engine, behind those of the tiles. */
  private static final List<String> FURTHER =
      List.of("vector%s_steps", "vector%s_wait_read", "vector%s_wait_write");

  /** Words are copied; rows wait to be copied. */
  private static final List<String> COPY = List.of("copy_busy", "copy_blocked");

  /** Blocks are under way. */
  private static final List<String> BLOCK = List.of("loading", "storing");

  /** Words read with a wrong bit, and with more, of either memory. */
  private static final List<String> ERROR =
      List.of("scratch_mended", "scratch_broken", "sums_mended", "sums_broken");

  private ChipletCounters() {}

  /** All of them, in the order in which they are selected. */
  static List<String> of(TrainingParameters p) {
    var all = new ArrayList<String>();
    for (int t = 0; t < p.tiles(); t++) {
      String tile = p.tiles() == 1 ? "array_" : "array_" + t + "_";
      TILE.forEach(c -> all.add(tile + c));
    }
    for (int v = 1; v < p.options().vectors(); v++) {
      int which = v;
      FURTHER.forEach(c -> all.add(c.formatted("_" + which)));
    }
    all.addAll(p.options().ports() > 0 ? VECTOR : OTHER);
    for (int i = 0; i < p.options().ports(); i++) {
      String port = "port_" + i + "_";
      PORT.forEach(c -> all.add(port + c));
    }
    if (p.options().copies() > 0) {
      all.addAll(COPY);
    }
    if (p.stack().isPresent()) {
      all.addAll(BLOCK);
    }
    all.add("pe_cycles");
    if (p.hasChecks()) {
      all.addAll(ERROR);
    }
    return all;
  }
}
