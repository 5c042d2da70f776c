package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * The semaphores of a chiplet: counters that only grow. The first ones are counted up by the
 * hardware, one line each; any of them by the signals of the engines. All signals of a cycle count,
 * one cycle later.
 */
final class SemaphoreFile extends Module {
  /** Lines that count up semaphore 0, 1, ... */
  final Bool[] arrive;

  final Signal[] signal;
  final UInt[] value;

  /** One engine's signal: {@code id} names the semaphore. */
  record Signal(Bool valid, UInt id) implements Bundle {}

  SemaphoreFile(Module parent, int semaphores, int direct, int engines) {
    super(parent);
    arrive = new Bool[direct];
    signal = new Signal[engines];
    value = new UInt[semaphores];
    for (int i = 0; i < direct; i++) {
      arrive[i] = inBool();
    }
    for (int e = 0; e < engines; e++) {
      signal[e] = new Signal(inBool(), in(log2(semaphores)));
    }
    int sumBits = log2(engines + 2);
    for (int s = 0; s < semaphores; s++) {
      value[s] = out(PackageParameters.SEMAPHORE_BITS);
      var count = reg(PackageParameters.SEMAPHORE_BITS).named("count_" + s);
      UInt more = s < direct ? arrive[s].zext(sumBits) : null;
      for (Signal e : signal) {
        UInt one = e.valid.and(e.id.eq(s)).zext(sumBits);
        more = more == null ? one : more.plus(one);
      }
      count.set(count.plus(more));
      value[s].set(count);
    }
  }
}
