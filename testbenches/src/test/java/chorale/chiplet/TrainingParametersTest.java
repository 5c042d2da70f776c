package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.Element;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.vector.VectorParameters;
import chorale.nop.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before there is hardware, or a command that it could not do. */
final class TrainingParametersTest {
  private static final int LANES = 4;
  private static final int ADDRESS_BITS = 10;
  private static final TrainingParameters P = of(Element.BF16, 8, 1, 16);

  private static TrainingParameters of(Element element, int packetWords, int channels, int open) {
    return new TrainingParameters(
        new ArrayParameters(
            LANES, LANES, element, Datapath.VALUES, true, true, 1, 256, ADDRESS_BITS),
        1,
        new VectorParameters(LANES, LANES, 16, 6, 256, ADDRESS_BITS, Datapath.VALUES),
        Topology.tree(1, 3),
        packetWords,
        4,
        9,
        64,
        TrainingOptions.NONE.with(new StackParameters(DramTiming.HBM2, channels, 2, 8, 4, open)));
  }

  private static void refused(String message, Executable what) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, what).getMessage());
  }

  @Test
  void a_chiplet_that_trains_has_bf16_operands() {
    refused(
        "arrays of INT8 in a chiplet that trains: bf16 operands and binary32 sums",
        () -> of(Element.INT8, 8, 1, 16));
  }

  @ParameterizedTest
  @CsvSource({"0", "-8", "12", "1024", "2048"})
  void packets_fit_slots_of_a_memory(int words) {
    refused(
        "packets of %d words: a power of two, at most half of the 1024 of a memory"
            .formatted(words),
        () -> of(Element.BF16, words, 1, 16));
  }

  @Test
  void a_board_has_semaphores_of_its_own_and_no_memory_of_a_group_beside_it() {
    var without = P.with(TrainingOptions.NONE);
    var board = new TrainingOptions.Board(5, true, false);
    refused(
        "9 semaphores for 4 classes, 4 engines and 5 counters of a board: as many at least",
        () -> without.with(TrainingOptions.NONE.withVectors(2).with(board)));
    refused(
        "a board beside memories of groups, or with rows of 1 word: neither",
        () -> P.with(P.options().with(new TrainingOptions.Board(1, true, false))));
    refused(
        "-1 counters of a board besides the first: 0 to 255",
        () -> TrainingOptions.NONE.with(new TrainingOptions.Board(0, true, false)));
    refused(
        "-1 vector engines besides the first: 0 to 15", () -> TrainingOptions.NONE.withVectors(0));
  }

  @Test
  void narrow_links_are_for_packages_that_nobody_holds_up() {
    refused(
        "links of 4 cycles for a flit with memories of groups, switches that add, ports or links that can be held up: none of them",
        () -> P.with(P.options().withLinks(4)));
    refused(
        "64 cycles of a flit on a link besides the first: 0 to 63",
        () -> TrainingOptions.NONE.withLinks(65));
  }

  @Test
  void each_channel_has_a_burst_of_each_block() {
    refused(
        "blocks of 2 bursts in stacks of 4 channels: a burst of each at least",
        () -> of(Element.BF16, 8, 4, 16));
  }

  @Test
  void a_controllers_tags_name_all_bursts_of_open_blocks() {
    refused(
        "32768 open blocks with 4 bursts of a channel each: the controller names 65536 at most",
        () -> of(Element.BF16, 16, 1, 1 << 15));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "address 1 of the memory of operands begins no block | 0 | 1 | false | 1",
        "address 2 of the memory of sums begins no block | 0 | 2 | true | 1",
        "a command for 0 blocks: 1 to 65535 | 0 | 0 | false | 0",
        "a command for 65536 blocks: 1 to 65535 | 0 | 0 | false | 65536",
        "blocks 127 to 128 of a memory of operands with 128 | 0 | 1016 | false | 2",
        "blocks 255 to 256 of a memory of sums with 256 | 0 | 1020 | true | 2",
        "blocks 8388607 to 8388608 of a group's memory with 8388608 | 8388607 | 0 | false | 2",
        "blocks -1 to -1 of a group's memory with 8388608 | -1 | 0 | false | 1"
      })
  void a_command_for_blocks_that_are_not_there_is_refused(
      String message, long block, long address, boolean sums, int blocks) {
    refused(message, () -> new TrainingFormat(P).blocks(block, address, sums, 0, blocks));
  }

  @ParameterizedTest
  @CsvSource({"8388607, 1016, false", "8388607, 1020, true"})
  void the_last_block_of_both_memories_can_be_moved(long block, long address, boolean sums) {
    long place = address * (sums ? 2 : 1) / 8;
    var command = new TrainingFormat(P).blocks(block, address, sums, 0, 1);
    var layout = new BlockProtocol.Command(P.protocol());
    assertEquals(
        place | (sums ? 256 : 0),
        command.shiftRight(layout.place.lo()).longValue() & (1L << layout.place.width()) - 1);
  }

  private static TrainingParameters grid(int leaves, int packetWords, int semaphores) {
    return new TrainingParameters(
        new ArrayParameters(
            LANES, LANES, Element.BF16, Datapath.TIMING, true, true, 1, 256, ADDRESS_BITS),
        1,
        new VectorParameters(LANES, LANES, 16, 6, 256, ADDRESS_BITS, Datapath.TIMING),
        Topology.grid(3, 3, leaves, 1),
        packetWords,
        4,
        semaphores,
        2,
        TrainingOptions.ofPorts(2));
  }

  @Test
  void chiplets_of_several_ports_have_a_leaf_and_a_semaphore_for_each_and_nothing_else() {
    refused("1 ports of a chiplet: 2 to 4, or 0", () -> TrainingOptions.ofPorts(1));
    refused("5 ports of a chiplet: 2 to 4, or 0", () -> TrainingOptions.ofPorts(5));
    refused(
        "chiplets of 2 ports with other options: none of them",
        () -> TrainingOptions.ofPorts(2).withCopies(16));
    refused(
        "9 leaves for chiplets of 2 ports, packets of 4 words: a multiple of the ports, and 2 at"
            + " least, as sums take two",
        () -> grid(1, 4, 8));
    refused("7 semaphores for 2 ports and 1 tiles: at least 8", () -> grid(2, 4, 7));
    var p = grid(2, 4, 8);
    assertEquals(9, p.chiplets());
    assertEquals(15, p.leaf(7, 1));
  }

  @Test
  void rows_that_travel_fill_whole_packets_and_begin_at_a_slot() {
    var format = new TrainingFormat(grid(2, 4, 8));
    refused(
        "3 words of sums in packets of 4 of the network's: whole packets",
        () -> format.rows(0, 0, true, 0, -1, 3));
    refused("address 2 begins no slot", () -> format.rows(0, 1, true, 0, -1, 2));
  }
}
