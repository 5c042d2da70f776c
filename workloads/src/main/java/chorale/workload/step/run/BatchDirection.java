package chorale.workload.step.run;

/** Whether reads or writes go, in batches: Direction. */
final class BatchDirection {
  private final HbmTimes.Control control;
  private final int patience;
  private final int fair;
  private boolean writing;
  private int pause;
  private int held;
  private int stay;

  BatchDirection(HbmTimes t) {
    control = t.control();
    patience = 2 * Math.max(t.rrdS(), Math.ceilDiv(t.faw(), 4));
    int closes = Math.max(t.ras(), t.writeToPrecharge()) + t.rp();
    int opens = t.faw() + t.rrefd() + Math.max(t.rcdRead(), t.rcdWrite());
    fair = 2 * (closes + opens) + t.rfc();
  }

  boolean writing() {
    return writing;
  }

  /** Ends a cycle in which so many reads and writes waited. */
  void next(boolean issues, int reads, int writes, boolean readsLate, boolean writesLate) {
    boolean dry = pause == patience;
    boolean aged = held == control.ageCap() - 1;
    int others = writing ? reads : writes;
    int own = writing ? writes : reads;
    boolean late = writing ? readsLate : writesLate;
    boolean many =
        writing
            ? writes <= control.writes() / 8 || reads >= control.reads() * 3 / 4
            : writes >= control.writes() * 7 / 8;
    boolean yields = (dry && many || aged || late) && stay == 0;
    boolean change = others > 0 && (own == 0 || yields) || writing && own == 0;
    if (change) {
      writing = !writing;
      stay = late ? fair : 0;
    } else if (stay > 0) {
      stay--;
    }
    pause = issues || change ? 0 : Math.min(patience, pause + 1);
    held = change || others == 0 ? 0 : Math.min(control.ageCap() - 1, held + 1);
  }
}
