package chorale.bench.diagram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Bool;
import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.ir.Circuit;
import chorale.hdl.lib.Fifo;
import chorale.rtl.Connections;
import chorale.rtl.Connections.Wire;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What a drawing shows of a module, and that its arrows touch what they connect. */
class BlockDiagramTest {
  /** Two queues in a row, the second held back by a register through a gate. */
  static final class Row extends Module {
    final Stream in;
    final Stream out;
    final UInt limit;
    final Bool busy;

    Row(Module parent) {
      super(parent);
      in = sink(8);
      out = source(8);
      limit = in(4);
      busy = outBool();
      var first = new Fifo(this, 8, 4);
      var second = new Fifo(this, 8, 4);
      var passed = reg(4);
      var free = passed.lt(limit);
      first.enq.from(in);
      second.enq.valid().set(first.deq.valid().and(free));
      second.enq.bits().set(first.deq.bits());
      first.deq.ready().set(second.enq.ready().and(free));
      out.from(second.deq);
      when(second.enq.fire(), () -> passed.set(passed.plus(1)));
      busy.set(passed.ne(0));
    }
  }

  private static Circuit row() {
    return Elaboration.of(() -> new Row(null));
  }

  private static String told(Wire w) {
    return "%s > %s: %d".formatted(w.from().name(), w.to().name(), w.bits());
  }

  @Test
  void wiresGoFromWhereAValueIsHeldToWhereItIsUsedThroughAnyLogic() {
    var connections = Connections.of(row().top(), Set.of("clock", "reset"));
    assertEquals(
        List.of("in", "out", "limit", "own state", "first", "second", "in", "out", "busy"),
        connections.blocks().stream().map(Connections.Block::name).toList());
    assertEquals(
        new TreeSet<>(
            List.of(
                "in > first: 9",
                "first > in: 1",
                "first > second: 9",
                "second > first: 1",
                "limit > first: 4",
                "limit > second: 4",
                "own state > first: 4",
                "own state > second: 4",
                "own state > busy: 4",
                "first > own state: 1",
                "second > own state: 1",
                "limit > own state: 4",
                "second > out: 9",
                "out > second: 1")),
        connections.wires().stream()
            .map(BlockDiagramTest::told)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private record Box(double left, double top, double right, double bottom) {
    static Box of(Element rect) {
      double x = number(rect, "x");
      double y = number(rect, "y");
      return new Box(x, y, x + number(rect, "width"), y + number(rect, "height"));
    }

    boolean touches(double x, double y) {
      double near = 0.11; // coordinates have one decimal
      return x > left - near && x < right + near && y > top - near && y < bottom + near;
    }

    boolean overlaps(Box o) {
      return left < o.right && o.left < right && top < o.bottom && o.top < bottom;
    }
  }

  private static double number(Element e, String attribute) {
    return Double.parseDouble(e.getAttribute(attribute));
  }

  private static List<Element> all(Document document, String tag) {
    var found = document.getElementsByTagName(tag);
    var all = new ArrayList<Element>();
    for (int i = 0; i < found.getLength(); i++) {
      all.add((Element) found.item(i));
    }
    return all;
  }

  @Test
  void theSvgHasABoxForEveryBlockAndNoArrowEndsInTheOpen() throws Exception {
    Circuit circuit = row();
    var document = parsed(BlockDiagram.of(circuit, circuit.top()));
    var boxes = all(document, "rect").stream().skip(1).map(Box::of).toList(); // the paper is first
    assertEquals(9, boxes.size());
    for (int i = 0; i < boxes.size(); i++) {
      for (int k = 0; k < i; k++) {
        assertTrue(!boxes.get(i).overlaps(boxes.get(k)), "boxes lie on each other");
      }
    }
    var lines = all(document, "polyline");
    assertEquals(14, lines.size());
    for (Element line : lines) {
      var points = line.getAttribute("points").split("[ ,]");
      for (int at : List.of(0, points.length - 2)) {
        double x = Double.parseDouble(points[at]);
        double y = Double.parseDouble(points[at + 1]);
        assertEquals(1, boxes.stream().filter(b -> b.touches(x, y)).count(), line.getTextContent());
      }
    }
    var texts = all(document, "text").stream().map(Element::getTextContent).toList();
    assertTrue(texts.containsAll(List.of("Row", "first", "second", "Fifo", "own state")));
    assertTrue(texts.contains("4 bits of registers"), texts.toString());
  }

  @Test
  void equalModulesGiveEqualBytes() {
    Circuit a = row();
    Circuit b = row();
    assertEquals(BlockDiagram.of(a, a.top()), BlockDiagram.of(b, b.top()));
  }
}
