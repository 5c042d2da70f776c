package chorale.workload.fast;

/**
 * A burst that a chiplet asks its group's memory for.
 *
 * @param chiplet who asks
 * @param order place in the group's stream; the lowest goes first
 * @param address first flit in the memory
 * @param flits length
 * @param word where it lands in the SRAM
 * @param arrived to be run when it is there
 */
record BurstToLoad(
    ChipletModel chiplet, int order, long address, int flits, long word, Runnable arrived) {}
