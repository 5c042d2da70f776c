package chorale.nop;

/**
 * Flits as numbers of at most 64 bits, written down from the description of {@link PacketFormat}:
 * {@code {head, tail, payload}}, a head's payload being {@code {info, address}}.
 */
public record FlitCode(int addressBits, int payloadBits) {
  /** A head flit. */
  public long head(long address, long info, boolean tail) {
    return 1L << (payloadBits + 1) | tail(tail) | info << addressBits | address;
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

  /** The address of a head flit. */
  public long address(long flit) {
    return flit & (1L << addressBits) - 1;
  }

  /** The info of a head flit. */
  public long info(long flit) {
    return payload(flit) >>> addressBits;
  }

  /** The payload, without the marks. */
  public long payload(long flit) {
    return flit & (1L << payloadBits) - 1;
  }

  private long tail(boolean tail) {
    return tail ? 1L << payloadBits : 0;
  }
}
