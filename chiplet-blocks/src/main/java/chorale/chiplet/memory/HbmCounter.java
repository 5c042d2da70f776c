package chorale.chiplet.memory;

/** What a controller counts, in the order of its counters. */
public enum HbmCounter {
  /** Read commands. */
  READS,
  /** Write commands. */
  WRITES,
  /** Reads and writes that are not the first ones of their row since it was opened. */
  ROW_HITS,
  /** Precharges because another row of the bank is asked for. */
  CONFLICTS,
  /** Activates. */
  ACTIVATES,
  /** Changes between reading and writing. */
  TURNAROUNDS,
  /** Refreshes, of all banks or of one. */
  REFRESHES,
  /** Reads answered with the data of a write that waits. */
  FORWARDED,
  /** Reads of which a single bit was mended. */
  CORRECTED,
  /** Reads with two wrong bits in a word. */
  BROKEN
}
