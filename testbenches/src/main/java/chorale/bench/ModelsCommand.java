package chorale.bench;

import chorale.workload.catalogue.Catalogue;
import chorale.workload.catalogue.ModelShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chorale models}: the catalogue as a table. */
@Command(
    name = "models",
    description = "List the models of the catalogue, with parameters counted from their shapes.",
    footer = {
      "",
      "A model of your own is a YAML file like those in",
      "workloads/src/main/resources/chorale/workload/catalogue; put it there, or name it here."
    })
final class ModelsCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME|FILE",
      arity = "0..*",
      description = "only these; a file ends in .yaml")
  private List<String> names = new ArrayList<>();

  @Override
  public Integer call() {
    var models = names.isEmpty() ? Catalogue.all() : names.stream().map(Catalogue::find).toList();
    System.out.printf(
        "%-22s %6s %6s %7s %7s %5s %8s %9s %9s%n",
        "model",
        "layers",
        "hidden",
        "experts",
        "+shared",
        "top-k",
        "e-hidden",
        "total B",
        "active B");
    models.forEach(ModelsCommand::print);
    return 0;
  }

  private static void print(ModelShape m) {
    var e = m.experts();
    boolean dense = e.count() == 0;
    System.out.printf(
        Locale.ROOT,
        "%-22s %6d %6d %7s %7s %5s %8s %9.3f %9.3f%n",
        m.name(),
        m.layers(),
        m.hidden(),
        dense ? "-" : e.count(),
        dense ? "-" : e.shared(),
        dense ? "-" : e.topK(),
        dense ? "-" : e.hidden(),
        m.parameters() / 1e9,
        m.activeParameters() / 1e9);
  }
}
