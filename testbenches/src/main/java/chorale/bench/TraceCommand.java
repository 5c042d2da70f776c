package chorale.bench;

import chorale.bench.trace.TraceConvert;
import chorale.bench.trace.TraceDescribe;
import chorale.bench.trace.TraceFit;
import chorale.bench.trace.TraceGenerate;
import picocli.CommandLine.Command;

/** {@code chorale trace}: routing traces of any size. */
@Command(
    name = "trace",
    description =
        "Describe, convert, fit and generate routing traces: which experts each token goes to.",
    footer = {"", "Formats: docs/traces.md. Files are streamed; their size does not matter."},
    subcommands = {TraceDescribe.class, TraceFit.class, TraceGenerate.class, TraceConvert.class})
final class TraceCommand {
  private TraceCommand() {}
}
