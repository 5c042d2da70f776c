package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.OneHot;

/**
 * Tells the row hits among the column commands: those that are not the first of their row since it
 * was opened. No latency.
 */
final class RowHits extends Module {
  /** An activate goes out, and to which bank. */
  final Bool activates;

  final UInt rowBank;

  /** A read or write goes out, and to which bank. */
  final Bool issues;

  final UInt columnBank;

  /** It is a row hit. */
  final Bool hit;

  RowHits(Module parent, DramShape shape) {
    super(parent);
    int banks = shape.banks();
    activates = inBool();
    rowBank = in(shape.bankBits());
    issues = inBool();
    columnBank = in(shape.bankBits());
    hit = outBool();
    var used = reg(banks); // since their rows were opened
    var opened = OneHot.decode(rowBank, banks).mask(activates);
    var uses = OneHot.decode(columnBank, banks).mask(issues);
    used.set(used.or(uses).and(opened.not()));
    hit.set(used.and(uses).any());
  }
}
