package chorale.bench;

import chorale.workload.PhaseBound;
import chorale.workload.RunConfig;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What the page of a run shows, as JSON; its script draws from nothing else. */
final class ReportData {
  /** Points of a curve of tokens that are through. */
  private static final int POINTS = 200;

  private final RunResult result;
  private final Measurement m;
  private final RunConfig config;
  private final JsonGenerator json;

  private ReportData(RunResult result, JsonGenerator json) {
    this.result = result;
    m = result.measurement();
    config = result.program().config();
    this.json = json;
  }

  /** The data of a run; no {@code <} is in it, so that it can stand in a page. */
  static String of(RunResult result, List<Timeline.Span> spans) {
    var text = new StringWriter();
    try (var json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      new ReportData(result, json).write(spans);
    }
    return text.toString().replace("<", "\\u003c");
  }

  private void write(List<Timeline.Span> spans) {
    json.writeStartObject();
    head();
    phases();
    pack();
    rows(spans);
    links();
    experts();
    rooflines();
    energy();
    progress();
    memories();
    json.writeEndObject();
  }

  private void head() {
    text("name", config.name());
    text("model", config.model().name());
    text("scale", config.model().scale());
    text("version", Version.TEXT);
    number("layer", config.trace().layer());
    number("tokens", config.trace().tokens());
    number("topK", config.model().topK());
    text("trace", config.trace().file().getFileName().toString());
    text("placement", RunResult.name(config.mapping().placement().strategy()));
    number("clockGhz", config.pack().clockGhz());
    number("cycles", m.cycles());
    number("total", result.total());
    number("lower", result.bounds().total().lower());
    number("upper", result.bounds().total().upper());
    number("ratio", result.ratio());
    text("binds", result.bounds().total().binds());
    json.writeName("violations");
    json.writeStartArray();
    result.violations().forEach(json::writeString);
    json.writeEndArray();
  }

  private void phases() {
    json.writeName("phases");
    json.writeStartArray();
    for (PhaseBound b : result.bounds().phases()) {
      json.writeStartObject();
      text("name", RunResult.name(b.phase()));
      number("cycles", result.done(b.phase()));
      number("lower", b.lower());
      number("upper", b.upper());
      number("fast", result.fast().phases().get(b.phase()));
      text("binds", b.binds());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void pack() {
    var nop = config.pack().nop();
    number("groups", nop.groups());
    number("perGroup", nop.chipletsPerGroup());
    number("flitBytes", nop.flitBytes());
    text(
        "array",
        config.pack().chiplet().arrayRows() + " x " + config.pack().chiplet().arrayColumns());
    text("memory", RunResult.name(config.pack().dram().kind()));
    number("memoryBytes", config.pack().dram().bytesPerCycle());
    json.writeName("disabled");
    json.writeStartArray();
    nop.disabledChiplets().forEach(json::writeNumber);
    json.writeEndArray();
  }

  private void rows(List<Timeline.Span> spans) {
    var rows = EngineRow.of(result);
    var places = new HashMap<EngineRow, Integer>();
    number("parts", EngineRow.parts(m));
    json.writeName("rows");
    json.writeStartArray();
    for (var row : rows) {
      places.put(row, places.size());
      json.writeStartObject();
      text("node", row.node());
      text("engine", row.engine());
      for (String state : List.of("busy", "blocked", "waiting")) {
        number(state, m.count(row.node(), row.engine() + "_" + state));
        text(state + "Parts", bytes(row.parts(m, state)));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeName("spans");
    json.writeStartArray();
    for (var span : spans) {
      json.writeStartArray();
      json.writeNumber(places.get(new EngineRow(span.node(), span.engine())));
      json.writeNumber(span.expert());
      json.writeString(span.what());
      json.writeNumber(span.begin());
      json.writeNumber(span.end());
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private void links() {
    json.writeName("links");
    json.writeStartArray();
    for (var link : result.links()) {
      json.writeStartObject();
      text("from", link.from());
      text("to", link.to());
      number("flits", link.flits());
      number("blocked", link.blocked());
      text(
          "parts",
          bytes(m.activity().track(m, link.from(), link.counter()).parts(EngineRow.parts(m))));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void experts() {
    var routing = result.program().routing();
    json.writeName("experts");
    json.writeStartArray();
    for (int e = 0; e < routing.expertCount(); e++) {
      json.writeStartArray();
      json.writeNumber(result.program().placement().chiplet(e));
      json.writeNumber(routing.load(e));
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private void rooflines() {
    json.writeName("rooflines");
    json.writeStartArray();
    for (var r : Roofline.of(result)) {
      json.writeStartObject();
      text("name", r.name());
      number("intensity", r.intensity());
      number("perCycle", r.perCycle());
      number("roof", r.roof());
      number("peak", r.peakPerCycle());
      number("bytes", r.bytesPerCycle());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void energy() {
    json.writeName("energy");
    json.writeStartArray();
    for (var e : RunEnergy.of(result)) {
      json.writeStartObject();
      text("what", RunResult.name(e.what()));
      number("events", e.events());
      number("picojoules", e.picojoules());
      number("joules", e.joules());
      text("source", e.source());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Which share of tokens was through each phase, in percent of all, at equal distances. */
  private void progress() {
    Map<String, long[]> stamps = new LinkedHashMap<>();
    stamps.put("delivered", m.tokens().delivered());
    stamps.put("weights", m.loads().stream().mapToLong(Long::longValue).toArray());
    stamps.put("computed", m.tokens().computed());
    stamps.put("combined", m.tokens().combined());
    json.writeName("progress");
    json.writeStartObject();
    stamps.forEach(
        (name, cycles) -> {
          var sorted = Arrays.stream(cycles).sorted().toArray();
          var points = new long[POINTS + 1];
          int done = 0;
          for (int i = 0; i <= POINTS; i++) {
            while (done < sorted.length && sorted[done] <= m.cycles() * i / POINTS) {
              done++;
            }
            points[i] = Math.round(255.0 * done / Math.max(1, sorted.length));
          }
          text(name, packed(points));
        });
    json.writeEndObject();
  }

  private void memories() {
    json.writeName("memories");
    json.writeStartArray();
    for (var use : MemoryUse.of(result)) {
      json.writeStartObject();
      number("group", use.group());
      number("data", use.data());
      number("refresh", use.refresh());
      number("rows", use.rows());
      number("idle", use.idle());
      number("rowHits", use.rowHits());
      number("conflicts", use.conflicts());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Shares of the cycles of each part in 255ths, a byte each. */
  private String bytes(long[] counts) {
    double part = (double) m.cycles() / counts.length;
    return packed(
        Arrays.stream(counts).map(c -> Math.round(255 * Math.min(1, c / part))).toArray());
  }

  private static String packed(long[] values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Base64.getEncoder().encodeToString(bytes);
  }

  private void text(String name, String value) {
    json.writeStringProperty(name, value);
  }

  private void number(String name, double value) {
    json.writeName(name);
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(value);
    }
  }
}
