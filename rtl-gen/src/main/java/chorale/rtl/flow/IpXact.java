package chorale.rtl.flow;

import chorale.hdl.ir.ModuleIr;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A component of IP-XACT as IEEE 1685-2014 has it: the ports of the top with their ranges, one view
 * with the Verilog, and its files. Elements stand in the order that the standard's schema asks for.
 */
final class IpXact {
  private static final String NAMESPACE = "http://www.accellera.org/XMLSchema/IPXACT/1685-2014";

  private final Design design;
  private final XMLStreamWriter out;
  private int depth;

  private IpXact(Design design, XMLStreamWriter out) {
    this.design = design;
    this.out = out;
  }

  static String of(Design design) throws IOException {
    var text = new StringWriter();
    try {
      var out = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      new IpXact(design, out).component();
      out.close();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
    return text.append('\n').toString();
  }

  /** What is written within an element. */
  private interface Content {
    void write() throws XMLStreamException;
  }

  private void element(String name, Content content) throws XMLStreamException {
    line();
    out.writeStartElement("ipxact", name, NAMESPACE);
    depth++;
    content.write();
    depth--;
    line();
    out.writeEndElement();
  }

  private void element(String name, String value) throws XMLStreamException {
    line();
    out.writeStartElement("ipxact", name, NAMESPACE);
    out.writeCharacters(value);
    out.writeEndElement();
  }

  private void line() throws XMLStreamException {
    out.writeCharacters("\n" + "  ".repeat(depth));
  }

  private void component() throws XMLStreamException {
    out.writeStartDocument("UTF-8", "1.0");
    out.writeCharacters("\n");
    out.writeStartElement("ipxact", "component", NAMESPACE);
    out.writeNamespace("ipxact", NAMESPACE);
    depth++;
    element("vendor", "chorale");
    element("library", "generated");
    element("name", design.name());
    element("version", design.version());
    element(
        "model",
        () -> {
          element("views", () -> element("view", this::view));
          element("instantiations", () -> element("componentInstantiation", this::instantiation));
          element("ports", this::ports);
        });
    element(
        "fileSets",
        () -> {
          fileSet("rtl", design.files(), "verilogSource-2005");
          fileSet("constraints", List.of(design.name() + ".sdc"), "SDC");
        });
    depth--;
    line();
    out.writeEndElement();
    out.writeEndDocument();
  }

  private void view() throws XMLStreamException {
    element("name", "rtl");
    element("envIdentifier", "verilog:*:*");
    element("componentInstantiationRef", "verilog");
  }

  private void instantiation() throws XMLStreamException {
    element("name", "verilog");
    element("language", "Verilog");
    element("moduleName", design.name());
    element("fileSetRef", () -> element("localName", "rtl"));
    element("fileSetRef", () -> element("localName", "constraints"));
  }

  private void ports() throws XMLStreamException {
    for (ModuleIr.Port p : design.ports()) {
      element(
          "port",
          () -> {
            element("name", p.name());
            element(
                "wire",
                () -> {
                  element("direction", p.input() ? "in" : "out");
                  if (p.width() > 1) {
                    element(
                        "vectors",
                        () ->
                            element(
                                "vector",
                                () -> {
                                  element("left", Integer.toString(p.width() - 1));
                                  element("right", "0");
                                }));
                  }
                });
          });
    }
  }

  private void fileSet(String name, List<String> files, String type) throws XMLStreamException {
    element(
        "fileSet",
        () -> {
          element("name", name);
          for (String file : files) {
            element(
                "file",
                () -> {
                  element("name", file);
                  if (type.equals("SDC")) {
                    line();
                    out.writeStartElement("ipxact", "fileType", NAMESPACE);
                    out.writeAttribute("user", "SDC"); // no type of the standard's
                    out.writeCharacters("user");
                    out.writeEndElement();
                  } else {
                    element("fileType", type);
                  }
                });
          }
        });
  }
}
