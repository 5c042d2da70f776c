package chorale.rtl;

import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Net;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which nets are local variables of a clocked block: those that it alone reads, and more than once,
 * and those that read such a one. A simulator then computes them at the edge, where they are
 * needed, and not whenever something that they read changes.
 */
final class Locals {
  /** Read by anything but one clocked block. */
  private static final int OUTSIDE = -1;

  private final List<List<Net>> locals = new ArrayList<>();
  private final Map<String, Readers> readers = new HashMap<>();

  private static final class Readers {
    int block;
    int reads;
  }

  Locals(ModuleIr m, List<ClockedBlock> blocks, Reads reads) {
    for (int b = 0; b < blocks.size(); b++) {
      locals.add(new ArrayList<>());
    }
    if (m.nets().isEmpty() || blocks.isEmpty()) {
      return;
    }
    for (int b = 0; b < blocks.size(); b++) {
      Walk.reads(blocks.get(b).body(), by(b));
    }
    Consumer<String> outside = by(OUTSIDE);
    for (ModuleIr.Domain d : m.domains()) {
      outside.accept(d.clock());
      if (d.reset() != null) {
        outside.accept(d.reset());
      }
      Walk.readsOfChecks(d.clocked(), outside);
    }
    for (ModuleIr.Port p : m.ports()) {
      outside.accept(p.name());
    }
    for (ModuleIr.Process p : m.processes()) {
      Walk.reads(p.body(), outside);
    }
    for (ModuleIr.Instance i : m.instances()) {
      for (ModuleIr.Binding b : i.inputs()) {
        Walk.reads(b.value(), outside);
      }
    }
    for (Net n : m.nets().reversed()) { // what reads a net comes behind it
      Readers own = readers.get(n.name());
      boolean inside = isInside(own) && reads.isWholeRead(n.name());
      Walk.reads(n.value(), by(inside ? own.block : OUTSIDE));
    }
    choose(m, reads);
  }

  private void choose(ModuleIr m, Reads reads) {
    Set<String> chosen = new HashSet<>();
    for (Net n : m.nets()) {
      Readers own = readers.get(n.name());
      if (!isInside(own) || !reads.isWholeRead(n.name())) {
        continue;
      }
      boolean[] local = {own.reads > 1};
      if (!local[0] && !chosen.isEmpty()) {
        Walk.reads(n.value(), name -> local[0] |= chosen.contains(name));
      }
      if (local[0]) {
        chosen.add(n.name());
        locals.get(own.block).add(n);
      }
    }
  }

  private static boolean isInside(Readers r) {
    return r != null && r.block != OUTSIDE;
  }

  /** The locals of block {@code index}, each behind those that it reads. */
  List<Net> of(int index) {
    return locals.get(index);
  }

  private Consumer<String> by(int block) {
    return name -> {
      Readers r = readers.get(name);
      if (r == null) {
        r = new Readers();
        r.block = block;
        readers.put(name, r);
      }
      r.block = r.block == block ? block : OUTSIDE;
      r.reads++;
    };
  }
}
