package chorale.chiplet;

import chorale.hdl.Module;
import chorale.nop.NetworkInterface;
import chorale.nop.VcClass;
import java.util.List;
import java.util.Set;

/**
 * Size of the engines of a {@link TokenOrder}, one for each rank. Expert e lives at rank {@code e
 * div (experts / ranks)}.
 *
 * @param leaves the leaf of each rank
 * @param experts of all ranks together, as many at each
 * @param pairs most (token, expert) pairs of a rank in a round: tokens times k
 * @param lanes experts whose counts share a word; a power of two that divides the experts of a rank
 * @param traffic the class of packets that counts travel in: one packet to all if it is multicast,
 *     otherwise one to each
 * @param format of packets of counts
 */
public record TokenOrderParameters(
    List<Integer> leaves,
    int experts,
    int pairs,
    int lanes,
    VcClass traffic,
    NetworkInterface.Format format) {
  public TokenOrderParameters {
    leaves = List.copyOf(leaves);
    int ranks = leaves.size();
    if (ranks < 2 || Set.copyOf(leaves).size() < ranks || pairs < 1) {
      throw new IllegalArgumentException(
          "ranks at leaves %s with %d pairs: at least 2 ranks at leaves of their own, and 1 pair"
              .formatted(leaves, pairs));
    }
    if (experts % ranks != 0
        || Integer.bitCount(lanes) != 1
        || experts < ranks
        || experts / ranks % lanes != 0) {
      throw new IllegalArgumentException(
          "%d experts of %d ranks, %d in a word: as many at each rank, and words of 1, 2, 4 .. that fit them"
              .formatted(experts, ranks, lanes));
    }
    int slot = 1 + Module.log2(ranks) + blockBits(experts / lanes, format.words());
    int word = lanes * Module.log2(pairs + 1);
    if (format.slotBits() < slot || format.wordBits() < word) {
      throw new IllegalArgumentException(
          "packets of words of %d bits for slots of %d bits: at least %d and %d"
              .formatted(format.wordBits(), format.slotBits(), word, slot));
    }
    if (traffic.packetFlits() < 1 + Math.min(format.words(), experts / lanes)) {
      throw new IllegalArgumentException(
          "class %s has packets of %d flits, counts need %d"
              .formatted(
                  traffic.name(),
                  traffic.packetFlits(),
                  1 + Math.min(format.words(), experts / lanes)));
    }
  }

  private static int blockBits(int words, int packetWords) {
    int blocks = Math.ceilDiv(words, packetWords);
    return blocks == 1 ? 0 : Module.log2(blocks);
  }

  /** Number of ranks. */
  public int ranks() {
    return leaves.size();
  }

  /** Words that hold the counts of all experts. */
  public int words() {
    return experts / lanes;
  }

  /** Packets that these words travel in to one rank. */
  public int packets() {
    return Math.ceilDiv(words(), format.words());
  }

  /** Flits that a rank sends in a round. */
  public int flits() {
    return (traffic.forks() ? 1 : ranks()) * (packets() + words());
  }

  /** Bits of an expert's number. */
  public int expertBits() {
    return Module.log2(experts);
  }

  /** Bits of a rank's number. */
  public int rankBits() {
    return Module.log2(ranks());
  }

  /** Bits of a count of a rank's own pairs. */
  public int countBits() {
    return Module.log2(pairs + 1);
  }

  /** Bits of a count of all ranks' pairs, of a slot, and of a row. */
  public int totalBits() {
    return Module.log2(ranks() * pairs + 1);
  }

  /** Bits of an entry of {@link TokenOrder#slots}. */
  public int entryBits() {
    return rankBits() + expertBits() + 2 * totalBits();
  }

  int wordBits() {
    return Module.log2(words());
  }

  int laneBits() {
    return Integer.numberOfTrailingZeros(lanes);
  }

  int blockBits() {
    return blockBits(words(), format.words());
  }

  int wordsOfRank() {
    return words() / ranks();
  }
}
