package chorale.workload.hecaton;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.workload.step.rate.Events;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkPortTest {
  @Test
  void whatRingsPassGoesFirstButInterruptsNothing() {
    var events = new Events();
    var port = new LinkPort(events, 4);
    var gone = new ArrayList<String>();
    port.pass(40, false, () -> gone.add("load at " + events.now()));
    port.pass(40, false, () -> gone.add("second load at " + events.now()));
    port.pass(20, true, () -> gone.add("pass at " + events.now()));
    events.run();
    assertEquals(List.of("load at 10.0", "pass at 15.0", "second load at 25.0"), gone);
    assertEquals(25, port.busy());
  }
}
