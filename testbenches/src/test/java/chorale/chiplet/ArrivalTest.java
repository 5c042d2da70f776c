package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.Element;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.vector.VectorParameters;
import chorale.nop.Topology;
import chorale.sim.Model;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What arrives at a training chiplet, from which the network brings classes flit by flit. */
final class ArrivalTest {
  private static final int LANES = 2;
  private static final int PACKET = 8;
  private static final int ADDRESS_BITS = 6;
  private static final int WORDS = 1 << ADDRESS_BITS;
  private static final int CYCLES = 5_000;
  private static final long WORD_MASK = 0xffff_ffffL;
  private static final TrainingParameters P = parameters();
  private static final RtlHarness CHIPLET =
      RtlHarness.of("training_chiplet", () -> new TrainingChiplet(null, P));

  private static TrainingParameters parameters() {
    var array =
        new ArrayParameters(
            LANES, LANES, Element.BF16, Datapath.VALUES, false, false, 0, 2, ADDRESS_BITS);
    return new TrainingParameters(
        array,
        1,
        new VectorParameters(LANES, LANES, 16, 6, 16, ADDRESS_BITS, Datapath.VALUES),
        Topology.tree(1, 2),
        PACKET,
        2,
        TrainingParameters.CLASSES + 5,
        4,
        TrainingOptions.NONE.with(new StackParameters(DramTiming.HBM2, 1, 1, 2, 2, 2)));
  }

  /** A packet on its way, of tokens or of a block: where it goes, and how far it has come. */
  private static final class Packet {
    final boolean sums;
    final int first; // in words of the network
    int next;

    Packet(Random random, boolean isBlock) {
      sums = isBlock && random.nextBoolean();
      first = random.nextInt((sums ? 2 : 1) * WORDS / PACKET) * PACKET;
    }
  }

  private static long read(Model model, Target memory, int address) {
    model.port("host_valid").set(1);
    model.port("host_write").set(0);
    model.port("host_target").set(memory.ordinal());
    model.port("host_address").set(address);
    model.step();
    model.eval();
    return model.port(memory == Target.SUMS ? "sumWord" : "scratchWord").get();
  }

  @Test
  void blocks_of_sums_and_tokens_between_their_halves_are_written_to_their_places() {
    for (long seed = 1; seed <= 3; seed++) {
      var random = new Random(seed);
      var scratch = new Long[WORDS];
      var halves = new Long[2 * WORDS];
      int between = 0;
      try (var model = CHIPLET.open()) {
        Packet token = null;
        Packet block = null;
        for (int t = 0; t < CYCLES; t++) {
          boolean ofBlock = random.nextBoolean();
          Packet now = ofBlock ? block : token;
          now = now == null ? new Packet(random, ofBlock) : now;
          boolean arrives = random.nextInt(4) != 0;
          long word = random.nextLong() & WORD_MASK;
          int at = now.first + now.next;
          model.port("arrives").set(arrives ? 1 : 0);
          model.port("arrivalAddress").set((now.sums ? 2L * WORDS : 0) + at);
          model.port("arrivalData").set(word);
          model.step();
          if (arrives) {
            (now.sums ? halves : scratch)[at] = word;
            now.next++;
            between += !ofBlock && block != null && block.sums && block.next % 2 == 1 ? 1 : 0;
          }
          now = now.next == PACKET ? null : now;
          block = ofBlock ? now : block;
          token = ofBlock ? token : now;
        }
        // The last block may have come by half.
        model.port("arrives").set(0);
        int cut = block != null && block.sums && block.next % 2 == 1 ? block.first + block.next : 0;
        assertTrue(between > CYCLES / 50, between + " words between halves");
        for (int a = 0; a < WORDS; a++) {
          String where = "seed %d, word %d".formatted(seed, a);
          assertEquals(scratch[a], read(model, Target.SCRATCH, a), where);
          if (cut != 2 * a + 1) {
            assertEquals(
                halves[2 * a + 1] << 32 | halves[2 * a], read(model, Target.SUMS, a), where);
          }
        }
      }
    }
  }
}
