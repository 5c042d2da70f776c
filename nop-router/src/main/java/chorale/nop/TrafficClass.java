package chorale.nop;

/** What a packet is for; the code stands in every head flit. */
public enum TrafficClass {
  /** A token on its way from its home to the chiplets of its experts; multicast. */
  DISPATCH,
  /** One expert's result on its way back to the token's home. */
  COMBINE,
  /** A burst of weights from a group's memory to one chiplet. */
  WEIGHTS,
  /** A chiplet's request for a burst, to its group's memory. */
  REQUEST
}
