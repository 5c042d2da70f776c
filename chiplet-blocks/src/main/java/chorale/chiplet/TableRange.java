package chorale.chiplet;

import chorale.chiplet.Layout.Field;
import chorale.hdl.Module;
import java.math.BigInteger;

/** A command that is a range of a table. */
final class TableRange {
  private final Layout layout = new Layout();
  final Field first;
  final Field count;

  TableRange(int entries) {
    first = layout.field(Module.log2(entries));
    count = layout.field(Module.log2(entries + 1));
  }

  int width() {
    return layout.width();
  }

  /** {@code entries} of the table, at least 1, from {@code entry} on. */
  BigInteger encode(int entry, int entries) {
    return first.put(entry).or(count.put(entries));
  }
}
