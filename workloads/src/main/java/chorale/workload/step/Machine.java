package chorale.workload.step;

/**
 * A package of training chiplets, as far as a Program depends on it: groups of chiplets with a
 * memory each behind a switch, and chiplets that are homes of tokens at the root. Chiplets are
 * numbered group by group, those at the root last.
 *
 * @param groups number of groups
 * @param chiplets of a group
 * @param homes chiplets at the root, which have the tokens; 0: all others are homes
 * @param lanes numbers of a word, rows and columns of an array
 * @param tiles of a chiplet
 * @param packetWords words of a packet, and of a block of a group's memory
 */
public record Machine(int groups, int chiplets, int homes, int lanes, int tiles, int packetWords) {
  /** Chiplets with experts. */
  public int experts() {
    return groups * chiplets;
  }

  /** All chiplets. */
  public int all() {
    return experts() + homes;
  }

  /** Number of chiplets that are homes. */
  public int homeCount() {
    return homes == 0 ? experts() : homes;
  }

  /** The home chiplet of the {@code i}-th share of the tokens. */
  public int home(int i) {
    return homes == 0 ? i : experts() + i;
  }

  /** Whether a chiplet has experts. */
  public boolean hasExperts(int chiplet) {
    return chiplet < experts();
  }

  /** The group of a chiplet with experts. */
  public int group(int chiplet) {
    return chiplet / chiplets;
  }

  /** Words of {@code numbers} numbers. */
  public int words(int numbers) {
    return Math.ceilDiv(numbers, lanes);
  }

  /** Blocks of a matrix in a group's memory; sums take two words for one. */
  public int blocks(int rows, int words, boolean sums) {
    return Math.toIntExact(Math.ceilDiv((long) rows * words * (sums ? 2 : 1), (long) packetWords));
  }
}
