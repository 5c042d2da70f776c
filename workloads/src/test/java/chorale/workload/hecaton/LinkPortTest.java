package chorale.workload.hecaton;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.workload.step.rate.Events;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkPortTest {
  @Test
  void whatRingsPassGoesFirstAndWhatItInterruptsGoesOnAfterIt() {
    var events = new Events();
    var port = new LinkPort(events, 4);
    var gone = new ArrayList<String>();
    port.pass(40, false, () -> gone.add("load at " + events.now()));
    port.pass(40, false, () -> gone.add("second load at " + events.now()));
    events.at(3, () -> port.pass(20, true, () -> gone.add("pass at " + events.now())));
    events.at(4, () -> port.pass(20, true, () -> gone.add("second pass at " + events.now())));
    events.run();
    assertEquals(
        List.of("pass at 8.0", "second pass at 13.0", "load at 20.0", "second load at 30.0"), gone);
    assertEquals(30, port.busy());
  }
}
