package chorale.chiplet;

import chorale.chiplet.TrainingParameters.Target;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.Network;
import chorale.nop.NetworkInterface;

/**
 * Training chiplets at the leaves of a network. Each is home of some tokens and holds some experts;
 * who sends what where stands in their tables.
 *
 * <p>All inputs go through a register each, so that neither a path nor a simulator's work for a
 * silent host reaches into the chiplets.
 */
public final class TrainingPackage extends Module {
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
  public TrainingPackage(Module parent, TrainingParameters p) {
    super(parent);
    int chiplets = p.topology().leaves();
    hostValid = inBool();
    hostWrite = inBool();
    hostChiplet = in(log2(Math.max(2, chiplets)));
    hostTarget = in(log2(Target.values().length));
    hostAddress = in(p.hostAddressBits());
    hostData = in(p.hostDataBits());
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
      var chiplet = new TrainingChiplet(this, p);
      chiplet.name("chiplet_" + c);
      attach(network, new NetworkInterface(this, channels, format, c), chiplet, c);
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

  private void attach(Network network, NetworkInterface leaf, TrainingChiplet chiplet, int number) {
    leaf.name("interface_" + number);
    network.enter[number].from(leaf.out);
    leaf.in.from(network.leave[number]);
    for (int c = 0; c < TrainingParameters.CLASSES; c++) {
      leaf.orders[c].from(chiplet.orders[c]);
      leaf.words[c].from(chiplet.words[c]);
    }
    leaf.source.optional(); // the slot says where a packet goes
    leaf.slot.optional();
    chiplet.arrives.set(leaf.write);
    chiplet.arrivalAddress.set(leaf.writeAddress.resize(chiplet.arrivalAddress.width()));
    chiplet.arrivalData.set(leaf.writeData.truncate(chiplet.arrivalData.width()));
    chiplet.arrived.set(leaf.kind.mask(leaf.arrived));
  }
}
