package chorale.workload.uniep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class InTurnTest {
  @Test
  void receiversTakeTurnsFromTheSenderOnAndEachGetsItsPacketsInOrder() {
    var packets = List.of(0, 10, 20, 1, 21, 2, 30);
    assertEquals(List.of(20, 30, 0, 10, 21, 1, 2), InTurn.of(packets, packet -> packet / 10, 2, 4));
  }

  @Test
  void sendersThatSendAsMuchToAllNeverMeetAtAReceiver() {
    var packets = List.of(0, 0, 1, 1, 2, 2);
    for (int i = 0; i < packets.size(); i++) {
      int at = i;
      long receivers =
          List.of(0, 1, 2).stream()
              .map(s -> InTurn.of(packets, r -> r, s, 3).get(at))
              .distinct()
              .count();
      assertEquals(3, receivers, "packet " + at);
    }
  }
}
