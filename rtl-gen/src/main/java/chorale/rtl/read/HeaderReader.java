package chorale.rtl.read;

import chorale.rtl.read.VerilogHeader.Direction;
import chorale.rtl.read.VerilogHeader.Parameter;
import chorale.rtl.read.VerilogHeader.Port;
import chorale.rtl.read.VerilogHeader.Range;
import chorale.rtl.read.VerilogParser.BodyItemContext;
import chorale.rtl.read.VerilogParser.DirectionContext;
import chorale.rtl.read.VerilogParser.DirectionItemContext;
import chorale.rtl.read.VerilogParser.ExprContext;
import chorale.rtl.read.VerilogParser.ForeignContext;
import chorale.rtl.read.VerilogParser.ForeignPortContext;
import chorale.rtl.read.VerilogParser.KindItemContext;
import chorale.rtl.read.VerilogParser.NetKindContext;
import chorale.rtl.read.VerilogParser.ParameterItemContext;
import chorale.rtl.read.VerilogParser.ParameterPortContext;
import chorale.rtl.read.VerilogParser.ParameterTypeContext;
import chorale.rtl.read.VerilogParser.PlainPortContext;
import chorale.rtl.read.VerilogParser.RangeContext;
import chorale.rtl.read.VerilogParser.RenamedPortContext;
import chorale.rtl.read.VerilogParser.ValueContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Turns the header of a foreign module into a {@link VerilogHeader}. */
final class HeaderReader {
  /** What stands before the names of a declaration. */
  private record Declaration(
      Direction direction, String kind, boolean signed, Optional<Range> range) {}

  private final Source source;
  private final Map<String, String> macros;
  private final List<Parameter> parameters = new ArrayList<>();
  private final Set<String> parameterNames = new HashSet<>();

  /** The ports by the name that they have in the module. */
  private final Map<String, Port> ports = new LinkedHashMap<>();

  private HeaderReader(Source source, Map<String, String> macros) {
    this.source = source;
    this.macros = macros;
  }

  static List<VerilogHeader> read(String name, String text) {
    var directives = new Directives(name, text);
    var source = new Source(name, directives.text());
    var headers = new ArrayList<VerilogHeader>();
    for (var d : source.parser.library().description()) {
      if (d.foreign() != null) {
        headers.add(new HeaderReader(source, directives.macros()).header(d.foreign()));
      }
    }
    return headers;
  }

  /** A name without the backslash of an escaped one (3.7.1). */
  static String name(Token token) {
    String text = token.getText();
    return text.startsWith("\\") ? text.substring(1) : text;
  }

  private VerilogHeader header(ForeignContext m) {
    if (m.parameterPorts() != null) {
      boolean local = false;
      for (ParameterPortContext p : m.parameterPorts().parameterPort()) {
        local = p.key == null ? local : p.key.getText().equals("localparam");
        parameter(local, p.parameterType(), p.value());
      }
    }
    List<ForeignPortContext> list =
        m.foreignPorts() == null ? List.of() : m.foreignPorts().foreignPort();
    boolean ansi =
        !list.isEmpty() && list.getFirst() instanceof PlainPortContext p && p.direction() != null;
    if (ansi) {
      ansi(list);
    }
    for (BodyItemContext item : m.bodyItem()) {
      switch (item) {
        case ParameterItemContext p -> {
          boolean local = p.key.getText().equals("localparam");
          p.value().forEach(v -> parameter(local, p.parameterType(), v));
        }
        case DirectionItemContext d -> {
          if (ansi) {
            throw source.failure(d.start, "the port list declares all ports already");
          }
          Declaration declared = declaration(d.direction(), d.netKind(), d, d.range());
          d.declarator().forEach(x -> port(x.ID().getSymbol(), declared));
        }
        case KindItemContext k when !ansi -> kind(k);
        default -> {}
      }
    }
    Token name = m.ID().getSymbol();
    List<Port> inOrder = ansi ? List.copyOf(ports.values()) : order(list);
    return new VerilogHeader(name(name), source.placeOf(m.start), parameters, inOrder);
  }

  private void parameter(boolean local, ParameterTypeContext type, ValueContext value) {
    Token name = value.ID().getSymbol();
    if (!parameterNames.add(name(name))) {
      throw source.failure(name, name(name) + " is declared twice");
    }
    boolean signed = type != null && has(type, "signed");
    Optional<Range> range = type == null ? Optional.empty() : range(type.range());
    parameters.add(new Parameter(name(name), local, signed, range, constant(value.expr())));
  }

  /** A port list with directions: a port without one is declared like the one before. */
  private void ansi(List<ForeignPortContext> list) {
    Declaration current = null;
    for (ForeignPortContext p : list) {
      if (!(p instanceof PlainPortContext plain)) {
        throw source.failure(p.start, "expected 'input', 'output' or 'inout'");
      }
      if (plain.direction() != null) {
        current = declaration(plain.direction(), plain.netKind(), plain, plain.range());
      }
      port(plain.ID().getSymbol(), current);
    }
  }

  /** The ports of a list of names, which the body declares. */
  private List<Port> order(List<ForeignPortContext> list) {
    var result = new ArrayList<Port>();
    var seen = new HashSet<String>();
    for (ForeignPortContext p : list) {
      Token inner =
          switch (p) {
            case PlainPortContext plain when plain.direction() == null -> plain.ID().getSymbol();
            case RenamedPortContext renamed -> renamed.inner;
            default -> throw source.failure(p.start, "expected a name");
          };
      Token outer = p instanceof RenamedPortContext renamed ? renamed.outer : inner;
      Port port = ports.get(name(inner));
      if (port == null) {
        throw source.failure(inner, name(inner) + " has no direction");
      }
      if (!seen.add(name(outer))) {
        throw source.failure(outer, name(outer) + " is declared twice");
      }
      result.add(
          new Port(
              name(outer),
              port.direction(),
              port.kind(),
              port.signed(),
              port.range(),
              port.place()));
    }
    return result;
  }

  private Declaration declaration(
      DirectionContext direction,
      NetKindContext kind,
      ParserRuleContext whole,
      RangeContext range) {
    String written = kind == null ? "wire" : kind.getText();
    boolean signed = has(whole, "signed") || written.equals("integer");
    return new Declaration(
        Direction.valueOf(direction.getText().toUpperCase(Locale.ROOT)),
        written,
        signed,
        range(range).or(() -> implicitRange(written)));
  }

  /** An integer has 32 bits, a time 64 (4.8). */
  private Optional<Range> implicitRange(String kind) {
    return switch (kind) {
      case "integer" -> Optional.of(new Range(number(31), number(0)));
      case "time" -> Optional.of(new Range(number(63), number(0)));
      default -> Optional.empty();
    };
  }

  private Constant number(int value) {
    var text = new Source(source.name, Integer.toString(value));
    return new Constant(text, text.parser.expr(), macros);
  }

  private void port(Token name, Declaration d) {
    var port =
        new Port(name(name), d.direction(), d.kind(), d.signed(), d.range(), source.placeOf(name));
    if (ports.putIfAbsent(port.name(), port) != null) {
      throw source.failure(name, port.name() + " is declared twice");
    }
  }

  /** {@code reg signed [7:0] a, b;}: what kind of net the ports among these names are. */
  private void kind(KindItemContext k) {
    Set<String> before = Set.of(",", "]", "signed", "scalared", "vectored", k.netKind().getText());
    String last = k.netKind().getText();
    int depth = 0;
    for (ParseTree child : k.children.subList(1, k.getChildCount())) {
      Token t = ((TerminalNode) child).getSymbol();
      depth +=
          switch (t.getText()) {
            case "(", "[", "{" -> 1;
            case ")", "]", "}" -> -1;
            default -> 0;
          };
      Port p = ports.get(name(t));
      if (depth == 0 && t.getType() == VerilogParser.ID && before.contains(last) && p != null) {
        boolean signed = p.signed() || has(k, "signed");
        var of =
            new Port(p.name(), p.direction(), k.netKind().getText(), signed, p.range(), p.place());
        ports.put(p.name(), of);
      }
      last = t.getText();
    }
  }

  private static boolean has(ParserRuleContext c, String keyword) {
    return c.children.stream()
        .anyMatch(x -> x instanceof TerminalNode t && t.getText().equals(keyword));
  }

  private Optional<Range> range(RangeContext range) {
    return range == null
        ? Optional.empty()
        : Optional.of(new Range(constant(range.expr(0)), constant(range.expr(1))));
  }

  private Constant constant(ExprContext e) {
    return new Constant(source, e, macros);
  }
}
