package chorale.bench.diagram;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.rtl.Connections;
import chorale.rtl.Connections.Block;
import chorale.rtl.Connections.Wire;
import chorale.rtl.flow.Clocks;
import chorale.rtl.flow.HandOver;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * A module as a drawing: its children as boxes, what goes between them as arrows with their bits,
 * laid out in layers from the inputs to the outputs by ELK. Equal modules give equal bytes.
 */
public final class BlockDiagram {
  private static final double LETTER = 7.2; // of 12 px in a font whose letters are equally wide
  private static final double SMALL_LETTER = 6;
  private static final double LINE = 16;
  private static final double MARGIN = 12;

  private final ElkNode graph = ElkGraphUtil.createGraph();
  private final Map<ElkNode, Block> blocks = new IdentityHashMap<>();
  private final Map<ElkEdge, Wire> wires = new IdentityHashMap<>();
  private final StringBuilder svg = new StringBuilder();

  private BlockDiagram() {}

  /** The drawing of a module of a circuit, as SVG. */
  public static String of(Circuit circuit, ModuleIr module) {
    var clocks = Clocks.of(HandOver.below(circuit, module));
    Set<String> left = new HashSet<>(clocks.clocks());
    left.addAll(clocks.synchronous());
    left.addAll(clocks.asynchronous());
    var diagram = new BlockDiagram();
    diagram.layOut(Connections.of(module, left));
    return diagram.draw(module.name());
  }

  private void layOut(Connections connections) {
    graph.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    graph.setProperty(CoreOptions.DIRECTION, Direction.RIGHT);
    graph.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    graph.setProperty(CoreOptions.PADDING, new ElkPadding(MARGIN, MARGIN, MARGIN, MARGIN));
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE, 24.0);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 40.0);
    var nodes = new LinkedHashMap<Block, ElkNode>();
    for (Block b : connections.blocks()) {
      var node = ElkGraphUtil.createNode(graph);
      double width = Math.max(b.name().length() * LETTER, b.detail().length() * SMALL_LETTER);
      node.setDimensions(width + 2 * MARGIN, (b.detail().isEmpty() ? 1 : 2) * LINE + MARGIN);
      nodes.put(b, node);
      blocks.put(node, b);
    }
    for (Wire w : connections.wires()) {
      var edge = ElkGraphUtil.createSimpleEdge(nodes.get(w.from()), nodes.get(w.to()));
      ElkLabel label = ElkGraphUtil.createLabel(Integer.toString(w.bits()), edge);
      label.setDimensions(label.getText().length() * SMALL_LETTER + 4, 12);
      wires.put(edge, w);
    }
    new RecursiveGraphLayoutEngine().layout(graph, new BasicProgressMonitor());
  }

  private String draw(String name) {
    double width = graph.getWidth();
    double height = graph.getHeight() + 2 * LINE;
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\""
            + " viewBox=\"0 %.0f %.0f %.0f\" font-family=\"monospace\" font-size=\"12\">",
        width, height, -2 * LINE, width, height);
    line("<title>%s</title>", escaped(name));
    svg.append(
        """
        <defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">
        <path d="M0,0 L8,4 L0,8 z" fill="#456"/></marker></defs>
        <style>rect { stroke: #234; } .wire { fill: none; stroke: #456; } .small { font-size: 10px; fill: #345; }</style>
        """);
    line(
        "<rect x=\"0\" y=\"%.0f\" width=\"%.1f\" height=\"%.1f\" fill=\"white\"/>",
        -2 * LINE, width, height);
    line("<text x=\"%.0f\" y=\"-10\" font-size=\"15\">%s</text>", MARGIN, escaped(name));
    graph.getContainedEdges().forEach(this::draw);
    graph.getChildren().forEach(this::draw);
    return svg.append("</svg>\n").toString();
  }

  private void draw(ElkNode node) {
    Block b = blocks.get(node);
    String fill =
        switch (b.kind()) {
          case INPUT, OUTPUT -> "#eef3e8";
          case CHILD -> "#dce8f5";
          case STATE -> "#f7efda";
        };
    line(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%d\" fill=\"%s\"/>",
        node.getX(),
        node.getY(),
        node.getWidth(),
        node.getHeight(),
        b.kind() == Connections.Kind.CHILD ? 0 : 8,
        fill);
    double middle = node.getX() + node.getWidth() / 2;
    double y = node.getY() + MARGIN / 2 + 12;
    line(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>",
        middle, y, escaped(b.name()));
    if (!b.detail().isEmpty()) {
      line(
          "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" class=\"small\">%s</text>",
          middle, y + LINE, escaped(b.detail()));
    }
  }

  private void draw(ElkEdge edge) {
    Wire w = wires.get(edge);
    for (ElkEdgeSection s : edge.getSections()) {
      var points = new StringBuilder();
      point(points, s.getStartX(), s.getStartY());
      for (ElkBendPoint p : s.getBendPoints()) {
        point(points, p.getX(), p.getY());
      }
      point(points, s.getEndX(), s.getEndY());
      line(
          "<polyline class=\"wire\" marker-end=\"url(#head)\" points=\"%s\"><title>%s to %s: %s"
              + "</title></polyline>",
          points.toString().strip(),
          escaped(w.from().name()),
          escaped(w.to().name()),
          escaped(String.join(" ", w.signals())));
    }
    for (ElkLabel label : edge.getLabels()) {
      line(
          "<text x=\"%.1f\" y=\"%.1f\" class=\"small\">%s</text>",
          label.getX() + 2, label.getY() + 10, label.getText());
    }
  }

  private static void point(StringBuilder points, double x, double y) {
    points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
  }

  private void line(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
