package chorale.bench;

import chorale.rtl.SafeFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * A run as trace events for Perfetto and chrome://tracing: a process a node, a thread an engine, a
 * slice a command, and a counter for the share of cycles in which an engine was busy. Time is that
 * of the package's clock.
 */
final class PerfettoTrace {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final RunResult result;
  private final JsonGenerator json;
  private final double microsPerCycle;
  private final Map<String, Integer> processes = new HashMap<>();

  private PerfettoTrace(RunResult result, JsonGenerator json) {
    this.result = result;
    this.json = json;
    microsPerCycle = 1e-3 / result.program().config().pack().clockGhz();
  }

  /** Writes {@code file}. */
  static void write(RunResult result, List<Timeline.Span> spans, Path file) throws IOException {
    SafeFiles.writeText(
        file,
        out -> {
          try (var json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            new PerfettoTrace(result, json).write(spans);
          }
        });
  }

  private void write(List<Timeline.Span> spans) {
    var rows = EngineRow.of(result);
    json.writeStartObject();
    json.writeStringProperty("displayTimeUnit", "ns");
    json.writeName("traceEvents");
    json.writeStartArray();
    var threads = new HashMap<EngineRow, Integer>();
    for (var row : rows) {
      if (!processes.containsKey(row.node())) {
        processes.put(row.node(), processes.size() + 1);
        named("process_name", row.node(), 0, row.node());
      }
      threads.put(row, threads.size() + 1);
      named("thread_name", row.node(), threads.get(row), row.engine());
    }
    for (var span : spans) {
      var row = new EngineRow(span.node(), span.engine());
      begin("X", row.node(), threads.get(row), span.begin());
      String expert = span.expert() < 0 ? "" : "expert " + span.expert() + " ";
      json.writeStringProperty("name", expert + span.what());
      time("dur", Math.max(1, span.end() - span.begin()));
      json.writeName("args");
      json.writeStartObject();
      json.writeNumberProperty("begin_cycle", span.begin());
      json.writeNumberProperty("end_cycle", span.end());
      json.writeEndObject();
      json.writeEndObject();
    }
    rows.forEach(this::counter);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void counter(EngineRow row) {
    Measurement m = result.measurement();
    var busy = row.parts(m, "busy");
    for (int i = 0; i <= busy.length; i++) {
      double cycles = (double) m.cycles() / busy.length;
      begin("C", row.node(), 0, Math.round(i * cycles));
      json.writeStringProperty("name", row.engine() + " busy %");
      json.writeName("args");
      json.writeStartObject();
      double share = i == busy.length ? 0 : 100 * busy[i] / cycles;
      number("busy", share);
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private void named(String what, String node, int thread, String name) {
    json.writeStartObject();
    json.writeStringProperty("ph", "M");
    json.writeStringProperty("name", what);
    json.writeNumberProperty("pid", processes.get(node));
    json.writeNumberProperty("tid", thread);
    json.writeName("args");
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeEndObject();
    json.writeEndObject();
  }

  private void begin(String phase, String node, int thread, long cycle) {
    json.writeStartObject();
    json.writeStringProperty("ph", phase);
    json.writeNumberProperty("pid", processes.get(node));
    json.writeNumberProperty("tid", thread);
    time("ts", cycle);
  }

  private void time(String name, long cycles) {
    number(name, cycles * microsPerCycle);
  }

  private void number(String name, double value) {
    json.writeName(name);
    json.writeNumber(String.format(Locale.ROOT, "%.4f", value).replaceFirst("\\.?0+$", ""));
  }
}
