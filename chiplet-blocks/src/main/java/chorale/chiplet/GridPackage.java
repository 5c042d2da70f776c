package chorale.chiplet;

import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.Network;
import chorale.nop.NetworkInterface;

/**
 * Chiplets that pass rows on to each other over several ports each, on a network such as a grid
 * whose rows and columns they are rings of.
 */
public final class GridPackage extends HostedPackage {
  /** The package of {@code p}. */
  public GridPackage(Module parent, TrainingParameters p) {
    super(parent, p);
    var channels = p.network().channels();
    var format = p.network().interfaceFormat();
    var network =
        new Network(
            this, channels, format.flits(), p.network().router(), 1, p.network().leafPlaces());
    for (UInt moves : network.moves) {
      moves.optional();
    }
    for (UInt blocked : network.blocked) {
      blocked.optional();
    }
    var chiplets = new GridChiplet[p.chiplets()];
    for (int c = 0; c < chiplets.length; c++) {
      var chiplet = new GridChiplet(this, p);
      chiplets[c] = chiplet;
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
                p.network().leafPlaces());
        queue.name("arrivals_" + number);
        chiplet.arrivals[i].from(queue.arrivals);
      }
    }
    serve(chiplets);
  }
}
