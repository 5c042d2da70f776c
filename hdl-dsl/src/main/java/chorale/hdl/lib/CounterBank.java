package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import java.util.ArrayList;
import java.util.List;

/**
 * Event counters of 32 bits with one read port. Counter i counts the cycles in which {@code
 * event_i} is 1 and wraps after 2^32. Latency of {@link #value} from {@link #select}: none.
 *
 * <pre>{@code
 * var events = new CounterBank(this, List.of(push.andNot(full), push.and(full)));
 * events.select.set(index.truncate(1));
 * value.set(events.value);
 * }</pre>
 */
public final class CounterBank extends Module {
  /** Which counter to read; beyond the last, the last. */
  public final UInt select;

  /** The selected count. */
  public final UInt value;

  private final List<Bool> event = new ArrayList<>();

  /** One counter for each of {@code events}, which are values of {@code parent}. */
  public CounterBank(Module parent, List<Bool> events) {
    super(parent);
    for (Bool e : events) {
      var port = inBool();
      event.add(port);
      port.set(e);
    }
    select = in(log2(events.size()));
    value = out(32);
    var count = Vec.of(events.size(), _ -> reg(32));
    for (int i = 0; i < events.size(); i++) {
      UInt c = count.get(i);
      when(event.get(i), () -> c.set(c.plus(1)));
    }
    value.set(count.at(select));
  }
}
