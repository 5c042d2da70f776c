package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.nop.JoinModel.Packet;
import chorale.nop.JoinTree.Shape;
import chorale.sim.Model;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two levels of joins in a network: what homes get is the model's sum of sums, at any pace. */
final class JoinTreeTest {
  private static final Shape SHAPE = new Shape(2, 3, 2, 4, 8);
  private static final RtlHarness RTL = RtlHarness.of("join_tree", () -> new JoinTree(SHAPE));
  private static final int END = (1 << Shape.SLOT_BITS - 1) - 1;
  private static final int OTHERS = 10; // packets of the other class from each
  private static final int LIMIT = 200_000;

  private static Packet packet(Random random, int slot, int address, boolean more) {
    var numbers =
        random.ints(2 * SHAPE.words(), 0, 0x10000).map(b -> b & 0x83ff | 0x3c00).boxed().toList();
    return new Packet(slot, address, more, numbers);
  }

  /** A pass of a chiplet: the tokens that it has, up to twice each, of all homes, and the end. */
  private static List<Packet> stream(Random random, int share) {
    var packets = new ArrayList<Packet>();
    for (int slot = 0; slot < 25; slot++) {
      for (int home = SHAPE.chiplets(); home < SHAPE.ends(); home++) {
        boolean twice = random.nextInt(4) == 0;
        if (random.nextInt(100) < share) {
          packets.add(packet(random, slot, home, twice));
          if (twice) {
            packets.add(packet(random, slot, home, false));
          }
        }
      }
    }
    packets.add(packet(random, END, SHAPE.ends() - 1, false));
    return packets;
  }

  /** The packets that each home gets in a pass, in their order: those of the root's join. */
  private static List<Packet> sums(List<List<Packet>> streams) {
    var ofGroups =
        IntStream.range(0, SHAPE.groups())
            .mapToObj(g -> streams.subList(g * SHAPE.each(), (g + 1) * SHAPE.each()))
            .map(JoinModel::sums)
            .toList();
    return JoinModel.sums(ofGroups).stream().filter(p -> p.slot() != END).toList();
  }

  /** What an interface is to send in a class. */
  private static final class Sender {
    private final Model model;
    private final String name;
    private final Queue<Packet> packets = new ArrayDeque<>();
    private int word = -1; // of the first packet; -1: its order

    Sender(Model model, int leaf, int kind) {
      this.model = model;
      name = "%s_" + leaf + "_" + kind + "_%s";
    }

    void offer(boolean now) {
      Packet p = packets.peek();
      model.port(name.formatted("orders", "valid")).set(now && p != null && word < 0 ? 1 : 0);
      model.port(name.formatted("words", "valid")).set(now && p != null && word >= 0 ? 1 : 0);
      if (p == null) {
        return;
      }
      var flits = SHAPE.flits();
      long slot = (p.more() ? 1L << Shape.SLOT_BITS - 1 : 0) | p.slot();
      long order = (long) SHAPE.words() << Shape.SLOT_BITS | slot;
      model.port(name.formatted("orders", "bits")).set(order << flits.addressBits() | p.address());
      if (word >= 0) {
        long low = p.numbers().get(2 * word);
        model
            .port(name.formatted("words", "bits"))
            .set((long) p.numbers().get(2 * word + 1) << 16 | low);
      }
    }

    void taken() {
      String port = word < 0 ? "orders" : "words";
      if (model.port(name.formatted(port, "valid")).get() == 1
          && model.port(name.formatted(port, "ready")).get() == 1) {
        word++;
        if (word == SHAPE.words()) {
          packets.remove();
          word = -1;
        }
      }
    }
  }

  /** What has come to a leaf. */
  private static final class Receiver {
    final List<Packet> sums = new ArrayList<>();
    private final Model model;
    private final int leaf;
    private final List<Integer> open = new ArrayList<>();
    private int others;

    Receiver(Model model, int leaf) {
      this.model = model;
      this.leaf = leaf;
    }

    private long port(String name) {
      return model.port(name + "_" + leaf).get();
    }

    void look() {
      boolean isSum = port("kind") == 1L << JoinTree.COMBINE;
      if (isSum && port("write") == 1) {
        open.add((int) port("data") & 0xffff);
        open.add((int) (port("data") >>> 16));
      }
      if (port("arrived") == 1 && isSum) {
        assertEquals(SHAPE.joinLeaf(SHAPE.groups()), port("source"), "from the root's join");
        sums.add(new Packet((int) port("slot"), leaf, false, List.copyOf(open)));
        open.clear();
      } else if (port("arrived") == 1) {
        others++;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void homes_get_the_sums_of_sums_in_order_at_any_pace(int seed) {
    var random = new Random(seed);
    try (var model = RTL.open()) {
      var senders = new ArrayList<Sender>();
      var receivers = new ArrayList<Receiver>();
      var streams = new ArrayList<List<List<Packet>>>();
      for (int pass = 0; pass < 2; pass++) {
        streams.add(
            IntStream.range(0, SHAPE.chiplets())
                .mapToObj(_ -> stream(random, random.nextInt(101)))
                .toList());
      }
      for (int leaf = 0; leaf < SHAPE.ends(); leaf++) {
        var others = new Sender(model, leaf, JoinTree.OTHER);
        for (int i = 0; i < OTHERS; i++) {
          others.packets.add(packet(random, i, random.nextInt(SHAPE.ends()), false));
        }
        var sums = new Sender(model, leaf, JoinTree.COMBINE);
        for (var pass : leaf < SHAPE.chiplets() ? streams : List.<List<List<Packet>>>of()) {
          sums.packets.addAll(pass.get(leaf));
        }
        senders.add(others);
        senders.add(sums);
        receivers.add(new Receiver(model, leaf));
      }
      int expected = streams.stream().mapToInt(pass -> sums(pass).size()).sum();
      var pace = senders.stream().map(_ -> seed == 1 ? 100 : 5 + random.nextInt(96)).toList();
      for (int t = 0; ; t++) {
        for (int i = 0; i < senders.size(); i++) {
          senders.get(i).offer(random.nextInt(100) < pace.get(i));
        }
        model.eval();
        senders.forEach(Sender::taken);
        receivers.forEach(Receiver::look);
        model.step();
        int sums = receivers.stream().mapToInt(r -> r.sums.size()).sum();
        int others = receivers.stream().mapToInt(r -> r.others).sum();
        if (sums == expected && others == OTHERS * SHAPE.ends()) {
          break;
        }
        assertTrue(t < LIMIT, "%d of %d sums, %d others".formatted(sums, expected, others));
      }
      for (int home = 0; home < SHAPE.ends(); home++) {
        int address = home;
        var mine = new ArrayList<Packet>();
        streams.forEach(
            pass -> sums(pass).stream().filter(p -> p.address() == address).forEach(mine::add));
        assertEquals(mine, receivers.get(home).sums);
      }
      model.eval();
      assertEquals(0, model.port("fault").get());
    }
  }
}
