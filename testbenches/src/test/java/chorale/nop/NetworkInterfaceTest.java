package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chorale.bench.RtlHarness;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.nop.NetworkInterface.Format;
import chorale.nop.VcClass.Choice;
import chorale.sim.Model;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Network interfaces at the leaves of a tree: every word lands in its slot, whenever it comes. */
final class NetworkInterfaceTest {
  private static final int LEAVES = 4;
  private static final int SLOT_BITS = 6;
  private static final int WORDS = 4;
  private static final int DISPATCH = 0;
  private static final int COMBINE = 1;
  private static final int PACKETS = 60;
  private static final int LIMIT = 100_000;

  private static final List<VcClass> CLASSES =
      List.of(
          VcClass.multicast("dispatch", 8, WORDS + 1),
          VcClass.unicast("combine", 2, 4, Choice.NEXT_OUTPUT, WORDS + 1));
  private static final PacketFormat FLITS = new PacketFormat(LEAVES, true, SLOT_BITS + 2, 32);
  private static final Format FORMAT = new Format(FLITS, SLOT_BITS, WORDS);
  private static final RtlHarness RTL = RtlHarness.of("network_interfaces", Package::new);

  /** A tree of two levels, with an interface at each leaf. */
  static final class Package extends Module {
    final Stream[][] orders = new Stream[LEAVES][CLASSES.size()];
    final Stream[][] words = new Stream[LEAVES][CLASSES.size()];
    final Bool[] write = new Bool[LEAVES];
    final UInt[] kind = new UInt[LEAVES];
    final UInt[] address = new UInt[LEAVES];
    final UInt[] data = new UInt[LEAVES];
    final Bool[] arrived = new Bool[LEAVES];
    final UInt[] slot = new UInt[LEAVES];
    final UInt[] source = new UInt[LEAVES];

    Package() {
      super(null);
      var channels = new VirtualChannels(Topology.tree(2, 2, 2), CLASSES);
      var p = RouterParameters.of(FLITS.width(), CLASSES.toArray(VcClass[]::new));
      var network = new Network(this, channels, FLITS, p, 1, 8);
      for (UInt moves : network.moves) {
        moves.optional();
      }
      for (int leaf = 0; leaf < LEAVES; leaf++) {
        var ni = new NetworkInterface(this, channels, FORMAT, leaf);
        ni.name("interface_" + leaf);
        network.enter[leaf].from(ni.out);
        ni.in.from(network.leave[leaf]);
        for (int c = 0; c < CLASSES.size(); c++) {
          orders[leaf][c] = sink(FORMAT.orderBits());
          words[leaf][c] = sink(FORMAT.wordBits());
          ni.orders[c].from(orders[leaf][c]);
          ni.words[c].from(words[leaf][c]);
        }
        write[leaf] = outBool();
        write[leaf].set(ni.write);
        kind[leaf] = out(CLASSES.size());
        kind[leaf].set(ni.kind);
        address[leaf] = out(ni.writeAddress.width());
        address[leaf].set(ni.writeAddress);
        data[leaf] = out(FORMAT.wordBits());
        data[leaf].set(ni.writeData);
        arrived[leaf] = outBool();
        arrived[leaf].set(ni.arrived);
        slot[leaf] = out(SLOT_BITS);
        slot[leaf].set(ni.slot);
        source[leaf] = out(ni.source.width());
        source[leaf].set(ni.source);
      }
    }
  }

  private record Order(int leaf, int kind, long address, int slot, int length) {
    long bits() {
      return address | (long) slot << LEAVES | (long) length << LEAVES + SLOT_BITS;
    }

    long word(int i) {
      return (leaf * 31L + slot) * 131 + i * 7L + kind & (1 << 30) - 1;
    }
  }

  /** A word's place: leaf, class, slot and number. */
  private record Place(int leaf, int kind, int slot, int word) {}

  /** Random orders; a slot is a rank of its own for every source, class and receiver. */
  private static List<Order> orders() {
    var random = new Random(20261121);
    var ranks = new HashMap<Integer, Integer>(); // by class: slots are unique in it
    var all = new ArrayList<Order>();
    for (int i = 0; i < PACKETS; i++) {
      int leaf = random.nextInt(LEAVES);
      int kind = random.nextInt(CLASSES.size());
      long address =
          kind == DISPATCH ? 1 + random.nextInt((1 << LEAVES) - 1) : random.nextInt(LEAVES);
      int slot = ranks.merge(kind, 1, Integer::sum) - 1;
      all.add(new Order(leaf, kind, address, slot, random.nextInt(WORDS + 1)));
    }
    return all;
  }

  private static List<Integer> receivers(Order o) {
    var leaves = new ArrayList<Integer>();
    for (int leaf = 0; leaf < LEAVES; leaf++) {
      if (o.kind == DISPATCH ? (o.address >> leaf & 1) == 1 : o.address == leaf) {
        leaves.add(leaf);
      }
    }
    return leaves;
  }

  /** What a sender still has to do in one class: orders, and words of the one under way. */
  private static final class Sender {
    final Queue<Order> orders = new ArrayDeque<>();
    final Queue<Long> words = new ArrayDeque<>();
  }

  @ParameterizedTest(name = "pace {0}")
  @ValueSource(longs = {1, 2, 3})
  void every_word_lands_in_the_slot_that_its_sender_named(long seed) {
    var pace = new Random(seed);
    var senders = new Sender[LEAVES][CLASSES.size()];
    for (var ofLeaf : senders) {
      for (int c = 0; c < ofLeaf.length; c++) {
        ofLeaf[c] = new Sender();
      }
    }
    Map<Place, Long> expected = new HashMap<>();
    var due = new HashMap<List<Integer>, Queue<Integer>>(); // slots by source, class, receiver
    int packets = 0;
    for (Order o : orders()) {
      senders[o.leaf][o.kind].orders.add(o);
      for (int leaf : receivers(o)) {
        for (int i = 0; i < o.length; i++) {
          expected.put(new Place(leaf, o.kind, o.slot, i), o.word(i));
        }
        due.computeIfAbsent(List.of(o.leaf, o.kind, leaf), _ -> new ArrayDeque<>()).add(o.slot);
        packets++;
      }
    }
    Map<Place, Long> written = new HashMap<>();
    try (var model = RTL.open()) {
      while (packets > 0 && model.cycle() < LIMIT) {
        for (int leaf = 0; leaf < LEAVES; leaf++) {
          for (int c = 0; c < CLASSES.size(); c++) {
            offer(model, senders[leaf][c], leaf, c, pace);
          }
        }
        model.eval();
        for (int leaf = 0; leaf < LEAVES; leaf++) {
          for (int c = 0; c < CLASSES.size(); c++) {
            take(model, senders[leaf][c], leaf, c);
          }
          int kind = (int) get(model, "kind_" + leaf) - 1;
          if (get(model, "write_" + leaf) == 1) {
            int address = (int) get(model, "address_" + leaf);
            var place = new Place(leaf, kind, address / WORDS, address % WORDS);
            assertEquals(null, written.put(place, get(model, "data_" + leaf)), "twice: " + place);
          }
          if (get(model, "arrived_" + leaf) == 1) {
            var flow = List.of((int) get(model, "source_" + leaf), kind, leaf);
            assertEquals(
                due.get(flow).poll(), (int) get(model, "slot_" + leaf), "order of " + flow);
            packets--;
          }
        }
        model.step();
      }
    }
    assertEquals(0, packets, "packets that have not arrived");
    assertEquals(expected, written);
  }

  private static long get(Model model, String port) {
    return model.port(port).get();
  }

  private static void offer(Model model, Sender s, int leaf, int c, Random pace) {
    String name = leaf + "_" + c;
    boolean order = !s.orders.isEmpty() && s.words.isEmpty() && pace.nextInt(3) > 0;
    boolean word = !s.words.isEmpty() && pace.nextInt(4) > 0;
    model.port("orders_" + name + "_valid").set(order ? 1 : 0);
    model.port("words_" + name + "_valid").set(word ? 1 : 0);
    if (order) {
      model.port("orders_" + name + "_bits").set(s.orders.peek().bits());
    }
    if (word) {
      model.port("words_" + name + "_bits").set(s.words.peek());
    }
  }

  private static void take(Model model, Sender s, int leaf, int c) {
    String name = leaf + "_" + c;
    if (get(model, "orders_" + name + "_valid") == 1
        && get(model, "orders_" + name + "_ready") == 1) {
      Order o = s.orders.poll();
      for (int i = 0; i < o.length; i++) {
        s.words.add(o.word(i));
      }
    } else if (get(model, "words_" + name + "_valid") == 1
        && get(model, "words_" + name + "_ready") == 1) {
      s.words.poll();
    }
  }

  /** From order to tail: the interface's register, then the network. */
  @Test
  void an_empty_network_adds_one_cycle_for_the_interface() {
    try (var model = RTL.open()) {
      int length = WORDS - 2; // head and words have a credit each
      var o = new Order(0, COMBINE, LEAVES - 1, 5, length);
      model.port("orders_0_1_valid").set(1);
      model.port("orders_0_1_bits").set(o.bits());
      model.step();
      model.port("orders_0_1_valid").set(0);
      model.port("words_0_1_valid").set(1);
      int cycles = 1;
      while (get(model, "arrived_" + (LEAVES - 1)) == 0 && cycles < 100) {
        if (cycles > length) {
          model.port("words_0_1_valid").set(0);
        }
        model.step();
        cycles++;
      }
      int hops = 3;
      int links = 2 * 2 + 2 * 1; // two between routers, and those of the leaves
      assertEquals(1 + hops * 2 + links + length, cycles);
    }
  }

  @Test
  void a_head_that_is_too_small_for_a_slot_is_refused() {
    var narrow = new PacketFormat(LEAVES, true, SLOT_BITS + 1, 32);
    var e =
        assertThrows(IllegalArgumentException.class, () -> new Format(narrow, SLOT_BITS, WORDS));
    assertEquals(
        "slots of 6 bits and 4 words in heads with 7 bits of info: a power of two, and at least 8 bits",
        e.getMessage());
  }
}
