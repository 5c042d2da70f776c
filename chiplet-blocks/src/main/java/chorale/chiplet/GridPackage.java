package chorale.chiplet;

import chorale.chiplet.TrainingParameters.Target;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.Network;
import chorale.nop.NetworkInterface;

/**
 * Chiplets that pass rows on to each other over several ports each, on a network such as a grid
 * whose rows and columns they are rings of. The host's bus and its registers are those of {@link
 * TrainingPackage}.
 */
public final class GridPackage extends Module {
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

  /** The package of {@code p}. */
  public GridPackage(Module parent, TrainingParameters p) {
    super(parent);
    int chiplets = p.chiplets();
    hostValid = inBool();
    hostWrite = inBool();
    hostChiplet = in(log2(Math.max(2, chiplets)));
    hostTarget = in(log2(Target.values().length));
    hostAddress = in(p.hostAddressBits());
    hostData = in(new TrainingFormat(p).hostDataBits());
    scratchWord = out(p.scratchBits());
    sumWord = out(p.sumBits());
    run = inBool();
    finished = outBool();
    select = in(p.selectBits());
    counter = out(TrainingParameters.COUNTER_BITS);

    var channels = p.channels();
    var format = p.interfaceFormat();
    var network = new Network(this, channels, format.flits(), p.router(), 1, p.leafPlaces());
    for (UInt moves : network.moves) {
      moves.optional();
    }
    for (UInt blocked : network.blocked) {
      blocked.optional();
    }
    Bool valid = delayed(hostValid).named("valid");
    Bool write = delayed(hostWrite).named("write");
    UInt named = delayed(hostChiplet).named("named");
    UInt target = delayed(hostTarget).named("target");
    UInt address = delayed(hostAddress).named("address");
    UInt data = delayed(hostData).named("data");
    Bool begun = delayed(run).named("begun");
    UInt selected = delayed(select).named("selected");
    UInt scratch = UInt.lit(0, p.scratchBits());
    UInt sums = UInt.lit(0, p.sumBits());
    Bool all = Bool.lit(true);
    UInt counted = UInt.lit(0, TrainingParameters.COUNTER_BITS);
    for (int c = 0; c < chiplets; c++) {
      var chiplet = new GridChiplet(this, p);
      chiplet.name("chiplet_" + c);
      for (int i = 0; i < p.options().ports(); i++) {
        int number = p.leaf(c, i);
        var leaf = new NetworkInterface(this, channels, format, number);
        leaf.name("interface_" + number);
        network.enter[number].from(leaf.out);
        leaf.orders[0].from(chiplet.orders[i]);
        leaf.words[0].from(chiplet.words[i]);
        var queue =
            ArrivalQueue.at(
                this,
                network.leave[number],
                leaf,
                p.arrivalBits(),
                p.scratchBits(),
                p.leafPlaces());
        queue.name("arrivals_" + number);
        chiplet.arrivals[i].from(queue.arrivals);
      }
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
