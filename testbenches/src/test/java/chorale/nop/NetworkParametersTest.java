package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import chorale.nop.VcClass.Choice;
import chorale.nop.VirtualChannels.Tap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot work is refused, and the message says why. */
final class NetworkParametersTest {
  private static final VcClass ONE = VcClass.unicast("one", 1, 4, Choice.NEXT_OUTPUT, 2);
  private static final VcClass SEVERAL = VcClass.multicast("several", 6, 6);
  private static final Topology STAR = Topology.tree(1, 3);

  private static void refused(String words, Runnable build) {
    var e = assertThrows(RuntimeException.class, build::run);
    assertTrue(String.valueOf(e.getMessage()).contains(words), e.toString());
  }

  private static void network(
      VcClass planned, VcClass built, PacketFormat format, int leafLatency, int leafPlaces) {
    var plan = new VirtualChannels(STAR, List.of(planned));
    Elaboration.of(
        () ->
            new Network(
                null, plan, format, RouterParameters.of(32, built), leafLatency, leafPlaces));
  }

  @Test
  void classes_without_channels_places_or_flits() {
    refused("class c of 0 VCs", () -> VcClass.unicast("c", 0, 4, Choice.NEXT_OUTPUT, 1));
    refused("1 flits", () -> VcClass.unicast("c", 1, 1, Choice.NEXT_OUTPUT, 1));
    refused("packets of 0", () -> VcClass.unicast("c", 1, 2, Choice.NEXT_OUTPUT, 0));
    refused("weight 0", () -> ONE.weight(0));
    refused("in 1 VC, not 2", () -> new VcClass("c", 2, 4, Choice.MULTICAST, 1, false, 1));
    refused("of 5 flits does not fit 4 places", () -> VcClass.multicast("c", 4, 5));
  }

  @Test
  void two_classes_of_one_name() {
    refused("a name of its own", () -> RouterParameters.of(32, ONE, ONE));
    refused("a name of its own", () -> new VirtualChannels(STAR, List.of(ONE, ONE.weight(2))));
  }

  @Test
  void routers_of_other_stages_or_without_classes() {
    refused(
        "2 or 3 stages",
        () ->
            new RouterParameters(
                32, List.of(ONE), 4, RouterParameters.Allocation.OUTPUT, Arbitration.MATRIX));
    refused("at least 1 class", () -> RouterParameters.of(32));
  }

  @Test
  void flits_too_narrow_for_a_head() {
    refused("needs flits of 38 bits, not 32", () -> new PacketFormat(30, true, 6, 32));
  }

  @Test
  void a_network_of_parts_that_do_not_fit() {
    var format = new PacketFormat(3, false, 4, 32);
    var forSeveral = new PacketFormat(3, true, 4, 32);
    refused("do not fit routers", () -> network(ONE, ONE, new PacketFormat(4, false, 4, 32), 0, 4));
    refused("not those of the plan", () -> network(ONE, ONE.weight(2), format, 0, 4));
    refused("the format of flits is not", () -> network(SEVERAL, SEVERAL, format, 0, 6));
    refused("several need 6", () -> network(SEVERAL, SEVERAL, forSeveral, 0, 5));
    refused("one need 1", () -> network(ONE, ONE, format, 0, 0));
    refused("a link of -1 cycles", () -> network(ONE, ONE, format, -1, 4));
  }

  private static VirtualChannels tapped(VcClass kind, Tap... taps) {
    return new VirtualChannels(STAR, List.of(kind), (_, _, _) -> true, List.of(taps));
  }

  @Test
  void taps_where_nothing_can_be_taken_off() {
    refused("has no link for Tap[router=1, port=0, vc=0]", () -> tapped(ONE, new Tap(1, 0, 0)));
    refused("has no link for Tap[router=0, port=3, vc=0]", () -> tapped(ONE, new Tap(0, 3, 0)));
    refused("with 1 VCs has no link", () -> tapped(ONE, new Tap(0, 0, 1)));
    refused("twice", () -> tapped(ONE, new Tap(0, 0, 0), new Tap(0, 0, 0)));
    refused("a class of 1 VC", () -> tapped(SEVERAL, new Tap(0, 0, 0)));
    var two = VcClass.unicast("two", 2, 4, Choice.NEXT_OUTPUT, 2);
    refused("a class of 1 VC", () -> tapped(two, new Tap(0, 0, 0)));
  }

  @Test
  void taps_of_a_checked_network() {
    var format = new PacketFormat(3, false, 4, 32);
    var plan = tapped(ONE, new Tap(0, 0, 0));
    var p = RouterParameters.of(32, ONE).withChecks();
    refused(
        "a checked network with taps",
        () -> Elaboration.of(() -> new Network(null, plan, format, p, 0, 4)));
  }
}
