package chorale.sim;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * What a test did to a simulation, kept so that it can be done again with a trace: changed inputs,
 * and how far time went on. Some four bytes a change and two a step between changes; numbers have
 * seven bits a byte, the lowest first, and the highest bit of a byte says that more follow.
 *
 * <pre>
 *  0 n          n cycles
 *  1 cycles t   time went on to t, in so many cycles of the main clock
 *  2 + p words  port p changed; one number for each 64 bits of it
 * </pre>
 */
final class Stimulus {
  private static final int STEP = 0;
  private static final int UNTIL = 1;
  private static final int POKE = 2;

  private final int limit;
  private byte[] bytes = new byte[1024];
  private int size;
  private long steps;
  private boolean complete = true;

  /** An empty one that will hold up to {@code limit} bytes. */
  Stimulus(int limit) {
    this.limit = limit;
  }

  /** Whether nothing had to be dropped. */
  boolean isComplete() {
    return complete;
  }

  /** The port's value has been changed to what it is now. */
  void poked(Port port) {
    flush();
    number(POKE + port.number());
    for (int word = 0; word < port.info().longs(); word++) {
      number(port.word64(word));
    }
  }

  void stepped(long cycles) {
    steps += cycles;
  }

  void ranUntil(long time, long cycles) {
    flush();
    number(UNTIL);
    number(cycles);
    number(time);
  }

  private void flush() {
    if (steps > 0) {
      number(STEP);
      number(steps);
      steps = 0;
    }
  }

  private void number(long value) {
    if (size + 10 > bytes.length) {
      complete &= bytes.length < limit;
      bytes = complete ? Arrays.copyOf(bytes, Math.min(limit, 2 * bytes.length)) : new byte[1024];
      size = complete ? size : 0;
    }
    long rest = value;
    while (rest >>> 7 != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /**
   * Does it all to {@code model}, of which {@code ports} are the ports by number.
   *
   * @param mark called once, before the cycle {@code marked} or at the end
   */
  void replay(Model model, List<Port> ports, long marked, Runnable mark) {
    flush();
    var reader = new Reader();
    boolean open = false;
    while (reader.at < size) {
      long operation = reader.number();
      boolean poke = operation >= POKE;
      if (poke) {
        reader.poke(ports.get((int) operation - POKE));
        continue;
      }
      long cycles = reader.number();
      long before = Math.min(cycles, marked - model.cycle());
      if (!open && before < cycles) {
        model.run(Math.max(0, before));
        cycles -= Math.max(0, before);
        mark.run();
        open = true;
      }
      if (operation == STEP) {
        model.run(cycles);
      } else {
        model.runUntil(reader.number());
      }
    }
    if (!open) {
      mark.run();
    }
  }

  private final class Reader {
    int at;

    long number() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = bytes[at++];
        value |= (b & 0x7fL) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }

    void poke(Port port) {
      var value = BigInteger.ZERO;
      for (int word = 0; word < port.info().longs(); word++) {
        var bits = new BigInteger(Long.toUnsignedString(number()));
        value = value.or(bits.shiftLeft(64 * word));
      }
      port.setWide(value);
    }
  }
}
