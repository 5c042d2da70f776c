package chorale.chiplet;

import chorale.chiplet.TrainingParameters.Target;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * A package of chiplets that a host fills, starts, reads and asks for counters.
 *
 * <p>All inputs go through a register each, so that neither a path nor a simulator's work for a
 * silent host reaches into the chiplets.
 */
public abstract class HostedPackage extends Module {
  /** The host writes or reads in this cycle. */
  public final Bool hostValid;

  public final Bool hostWrite;

  /** The chiplet it means. */
  public final UInt hostChiplet;

  /** The memory, the ordinal of a {@link Target}. */
  public final UInt hostTarget;

  public final UInt hostAddress;
  public final UInt hostData;

  /** What was read two cycles before, of the chiplet named in the cycle before. */
  public final UInt scratchWord;

  public final UInt sumWord;

  /** Level: the run has begun. */
  public final Bool run;

  /** All commands of all chiplets are done. */
  public final Bool finished;

  /** A counter, see {@link TrainingParameters#counters}. */
  public final UInt select;

  /** The counter that was selected in the cycle before, of the chiplet named then. */
  public final UInt counter;

  HostedPackage(Module parent, TrainingParameters p) {
    super(parent);
    hostValid = inBool();
    hostWrite = inBool();
    hostChiplet = in(log2(Math.max(2, p.chiplets())));
    hostTarget = in(log2(Target.values().length));
    hostAddress = in(p.hostAddressBits());
    hostData = in(new TrainingFormat(p).hostDataBits());
    scratchWord = out(p.scratchBits());
    sumWord = out(p.sumBits());
    run = inBool();
    finished = outBool();
    select = in(p.selectBits());
    counter = out(TrainingParameters.COUNTER_BITS);
  }

  /** Connects the chiplets, in the order of their numbers, to the host. */
  final void serve(HostedChiplet[] chiplets) {
    Bool valid = delayed(hostValid).named("valid");
    Bool write = delayed(hostWrite).named("write");
    UInt named = delayed(hostChiplet).named("named");
    UInt target = delayed(hostTarget).named("target");
    UInt address = delayed(hostAddress).named("address");
    UInt data = delayed(hostData).named("data");
    Bool begun = delayed(run).named("begun");
    UInt selected = delayed(select).named("selected");
    UInt scratch = UInt.lit(0, scratchWord.width());
    UInt sums = UInt.lit(0, sumWord.width());
    Bool all = Bool.lit(true);
    UInt counted = UInt.lit(0, counter.width());
    for (int c = 0; c < chiplets.length; c++) {
      var chiplet = chiplets[c];
      Bool mine = named.eq(c);
      chiplet.host.valid().set(valid.and(mine));
      chiplet.host.write().set(write);
      chiplet.host.target().set(target);
      chiplet.host.address().set(address);
      chiplet.host.data().set(data);
      chiplet.run.set(begun);
      scratch = scratch.or(chiplet.scratchWord.mask(mine));
      sums = sums.or(chiplet.sumWord.mask(mine));
      all = all.and(chiplet.finished);
      chiplet.select.set(selected);
      counted = counted.or(chiplet.counter.mask(mine));
    }
    scratchWord.set(scratch);
    sumWord.set(sums);
    finished.set(all);
    counter.set(counted);
  }
}
