package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Choice;
import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.Ports;
import chorale.hdl.SInt;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.ir.ModuleIr;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bundles: nested, directed, flipped, as wires, and connected. */
final class BundleTest {
  private enum Kind {
    READ,
    WRITE
  }

  private record Request(Stream words, Choice<Kind> kind) implements Bundle {
    static Request from(Ports p) {
      return new Request(p.source(4), p.out(Kind.class));
    }
  }

  private record Channel(Request request, Vec<UInt> replies, Bool busy) implements Bundle {
    static Channel client(Ports p) {
      return new Channel(Request.from(p), Vec.of(2, _ -> p.in(8)), p.inBool());
    }
  }

  private static final class Client extends Module {
    final Channel memory = ports(Channel::client);

    Client(Module parent) {
      super(parent);
      memory.request().words().valid().set(memory.busy().not());
      memory.request().words().bits().set(memory.replies().get(0).truncate(4));
      memory.request().kind().set(Kind.WRITE);
    }
  }

  private static final class Server extends Module {
    final Channel user = flipped(Channel::client);

    Server(Module parent) {
      super(parent);
      user.request().words().ready().set(user.request().kind().is(Kind.READ));
      user.replies().get(0).set(5);
      user.replies().get(1).set(3);
      user.busy().set(false);
    }
  }

  private static List<String> ports(ModuleIr m) {
    return m.ports().stream().map(p -> (p.input() ? "in " : "out ") + p.name()).toList();
  }

  @Test
  void a_nested_bundle_has_a_port_for_each_signal_named_by_its_path() {
    assertEquals(
        List.of(
            "out memory_request_words_valid",
            "in memory_request_words_ready",
            "out memory_request_words_bits",
            "out memory_request_kind",
            "in memory_replies_0",
            "in memory_replies_1",
            "in memory_busy"),
        ports(Elaboration.of(() -> new Client(null)).top()));
  }

  @Test
  void the_other_end_has_every_direction_turned() {
    var here = ports(Elaboration.of(() -> new Client(null)).top());
    var there = ports(Elaboration.of(() -> new Server(null)).top());
    assertEquals(
        here.stream()
            .map(p -> p.startsWith("in ") ? "out" + p.substring(2) : "in" + p.substring(3))
            .map(p -> p.replace("memory", "user"))
            .sorted()
            .toList(),
        there.stream().sorted().toList());
  }

  @Test
  void two_children_are_connected_whichever_is_named_first() {
    for (boolean clientFirst : new boolean[] {true, false}) {
      var m =
          Sketch.elaborate(
                  s -> {
                    var client = new Client(s);
                    var server = new Server(s);
                    if (clientFirst) {
                      s.connect(client.memory, server.user);
                    } else {
                      s.connect(server.user, client.memory);
                    }
                  })
              .top();
      var bound = m.instances().getLast().inputs();
      assertEquals("client_memory_request_words_valid", IrText.expr(bound.getFirst().value()));
      assertEquals(3, bound.size());
      assertEquals(4, m.instances().getFirst().inputs().size());
    }
  }

  @Test
  void a_bundle_of_wires_bears_the_name_of_its_variable() {
    var m =
        Sketch.elaborate(
                s -> {
                  var between = s.wires(Channel::client);
                  var client = new Client(s);
                  var server = new Server(s);
                  s.connect(client.memory, between);
                  s.connect(between, server.user);
                })
            .top();
    assertEquals(
        List.of("between_request_words_valid", "between_request_words_bits"),
        m.nets().stream()
            .map(ModuleIr.Net::name)
            .filter(n -> n.contains("words") && !n.contains("ready") && n.startsWith("between"))
            .toList());
  }

  @Test
  void a_vector_may_hold_signed_numbers_and_bits() {
    var m =
        Sketch.elaborate(
                s -> {
                  var index = s.in(2).named("index");
                  Vec<SInt> numbers = Vec.of(3, i -> s.inS(4 + i).named("number_" + i));
                  s.outS(6).named("number").set(numbers.at(index));
                  Vec<Bool> bits = Vec.of(2, i -> s.inBool().named("bit_" + i));
                  s.outBool().named("chosen").set(bits.at(index));
                })
            .top();
    assertEquals(
        "number = MUX:6s(index[1:1], number_2, MUX:6s(index[0:0], EXTEND:6s(number_1),"
            + " EXTEND:6s(number_0)))",
        IrText.nets(m).getFirst());
  }
}
