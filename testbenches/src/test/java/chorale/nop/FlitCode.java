package chorale.nop;

/**
 * Flits as numbers of at most 64 bits, written down from the description of {@link FlitFormat}:
 * {@code {head, tail, payload}}, a head's payload being {@code {info, leaves, class}}.
 */
public record FlitCode(int leaves, int payloadBits) {
  private static final int CLASS_BITS = 2;

  /** A head flit. */
  public long head(TrafficClass c, long leafMask, long info, boolean tail) {
    return 1L << (payloadBits + 1)
        | tail(tail)
        | info << (CLASS_BITS + leaves)
        | leafMask << CLASS_BITS
        | c.ordinal();
  }

  /** A body flit. */
  public long body(long payload, boolean tail) {
    return tail(tail) | payload;
  }

  /** Whether a flit is the first of its packet. */
  public boolean isHead(long flit) {
    return (flit >>> (payloadBits + 1) & 1) != 0;
  }

  /** Whether a flit is the last of its packet. */
  public boolean isTail(long flit) {
    return (flit >>> payloadBits & 1) != 0;
  }

  /** The class of a head flit. */
  public TrafficClass trafficClass(long flit) {
    return TrafficClass.values()[(int) (flit & (1 << CLASS_BITS) - 1)];
  }

  /** The leaves of a head flit. */
  public long leafMask(long flit) {
    return flit >>> CLASS_BITS & (1L << leaves) - 1;
  }

  /** The info of a head flit. */
  public long info(long flit) {
    return payload(flit) >>> (CLASS_BITS + leaves);
  }

  /** The payload, without the marks. */
  public long payload(long flit) {
    return flit & (1L << payloadBits) - 1;
  }

  private long tail(boolean tail) {
    return tail ? 1L << payloadBits : 0;
  }
}
