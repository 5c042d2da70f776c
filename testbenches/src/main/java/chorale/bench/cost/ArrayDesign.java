package chorale.bench.cost;

import chorale.bench.cost.Synthesis.Source;
import chorale.bench.hdl.EqualArrays;
import chorale.bench.hdl.EqualArrays.Version;
import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.Element;
import chorale.chiplet.array.ProcessingElement;
import chorale.hdl.Elaboration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A processing element or an array of them, in Verilog from some language.
 *
 * @param name of its row in tables
 * @param language that its Verilog came from
 * @param source where that is
 */
record ArrayDesign(String name, String language, Source source) {
  /** The language of ours. */
  static final String OURS = "chorale";

  /** The element that all languages have. */
  static final String ELEMENT = "element";

  /** The array of it. */
  static final String ARRAY = "array 8 x 8";

  private static final int EDGE = 8;

  /**
   * The element and the array that all languages have.
   *
   * @param peers the folder of the peers' projects
   * @param build folder for what they build
   * @param work folder for what the tools make
   */
  static List<ArrayDesign> equal(Path peers, Path build, Path work) throws IOException {
    List<Version> versions = EqualArrays.write(peers, build, EDGE);
    var all = new ArrayList<ArrayDesign>();
    for (Version v : versions) {
      all.add(alone(ELEMENT, EqualArrays.ELEMENT, v, work));
    }
    for (Version v : versions) {
      all.add(alone(ARRAY, EqualArrays.TOP, v, work));
    }
    return all;
  }

  private static ArrayDesign alone(String name, String top, Version version, Path work)
      throws IOException {
    Path folder = work.resolve("alone").resolve(version.language()).resolve(top);
    var source = new Source(version.files(), top).alone(folder);
    return new ArrayDesign(name, version.language(), source);
  }

  /** The processing elements of our chiplets. */
  static List<ArrayDesign> ours(Path work) throws IOException {
    var all = new ArrayList<ArrayDesign>();
    all.add(ours("int8, weight-stationary, 0 stages", Element.INT8, false, 0, work));
    all.add(ours("int8, weight-stationary, 1 stage", Element.INT8, false, 1, work));
    all.add(ours("int8, both dataflows, 1 stage", Element.INT8, true, 1, work));
    all.add(ours("bf16, both dataflows, 1 stage", Element.BF16, true, 1, work));
    all.add(ours("bf16, both dataflows, 2 stages", Element.BF16, true, 2, work));
    return all;
  }

  private static ArrayDesign ours(
      String name, Element element, boolean outputStationary, int stages, Path work)
      throws IOException {
    var usual = ArrayParameters.of(EDGE, EDGE, Datapath.VALUES);
    var parameters =
        new ArrayParameters(
            usual.rows(),
            usual.columns(),
            element,
            usual.datapath(),
            outputStationary,
            usual.transposes(),
            stages,
            usual.accumulatorRows(),
            usual.addressBits());
    var circuit = Elaboration.of(() -> new ProcessingElement(null, parameters));
    Path folder = work.resolve(name.replaceAll("\\W+", "-")).resolve("verilog");
    return new ArrayDesign(name, OURS, Source.of(circuit, folder));
  }

  /** Folder for what the tools make of it. */
  String folder() {
    return (name + " " + language).replaceAll("\\W+", "-");
  }
}
