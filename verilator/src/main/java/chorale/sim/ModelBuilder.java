package chorale.sim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Turns Verilog into a shared library, once for each content.
 *
 * <pre>
 *  Verilog ──Verilator──> C++ ──clang++──┐
 *  port list ───────────> shim.cpp ──────┼──> cache/KEY/libmodel.so
 *  Verilator's run-time files ───────────┘    cache/runtime-KEY/*.o, shared by all models
 *  Verilator's header, precompiled ─────>     cache/header-KEY/verilated.pch, likewise
 * </pre>
 *
 * <p>The work is done in a temporary folder of the cache that is removed on success, failure and
 * Ctrl-C; finished folders are moved into place in one step. Any number of processes may therefore
 * use one cache; two that build the same model at once both do the work, and the first result is
 * kept. Threads of one process wait for one another instead.
 */
public final class ModelBuilder {
  private static final String LIBRARY = "libmodel.so";

  private final ModelSpec spec;
  private final BuildOptions options;
  private final Path cache;
  private final BuildListener listener;
  private final Toolchain tools;
  private final String shim;
  private final String key;

  private ModelBuilder(ModelSpec spec, BuildOptions options, Path cache, BuildListener listener)
      throws IOException {
    this.spec = spec;
    this.options = options;
    this.cache = cache.toAbsolutePath();
    this.listener = listener;
    tools = Toolchain.probe(options);
    shim = resource("shim.cpp");
    key = BuildKey.model(spec, options, tools, shim);
  }

  /**
   * The model's library, from the cache or built now.
   *
   * @param cacheDir folder for finished libraries, made if need be
   * @throws ToolException if a tool is missing, Verilator finds an error or a warning, the ports
   *     are not those of the Verilog, the C++ does not compile, or the thread is interrupted; the
   *     tool's whole output is then in {@code cacheDir/failed-KEY.log}
   * @throws IOException if files cannot be read or written
   */
  public static ModelLibrary build(
      ModelSpec spec, BuildOptions options, Path cacheDir, BuildListener listener)
      throws IOException {
    return new ModelBuilder(spec, options, cacheDir, listener).build();
  }

  /**
   * What the Verilator and the compiler of {@code options} call themselves, a line each.
   *
   * @throws ToolException if one is missing
   */
  public static List<String> tools(BuildOptions options) throws IOException {
    var tools = Toolchain.probe(options);
    return List.of(
        tools.verilator().lines().findFirst().orElse(""),
        tools.compiler().lines().findFirst().orElse(""));
  }

  private ModelLibrary build() throws IOException {
    var folder = cache.resolve(key);
    boolean cached;
    synchronized (Turns.of(folder)) {
      cached = Files.exists(folder.resolve(LIBRARY));
      if (cached) {
        listener.stage(BuildListener.Stage.CACHED);
      } else {
        buildInto(folder);
      }
    }
    return new ModelLibrary(spec, options, folder.resolve(LIBRARY), cached);
  }

  private void buildInto(Path folder) throws IOException {
    try (var workspace = new Workspace(cache)) {
      listener.stage(BuildListener.Stage.VERILATE);
      var code = verilate(workspace);
      listener.stage(BuildListener.Stage.COMPILE);
      var objects = compile(code, workspace);
      listener.stage(BuildListener.Stage.LINK);
      workspace.publish(link(objects, workspace), folder, LIBRARY);
      Files.deleteIfExists(failureLog());
    } catch (CancellationException e) {
      throw new ToolException("the build of " + spec.top() + " was interrupted", "start it again");
    }
  }

  private GeneratedCode verilate(Workspace workspace) throws IOException {
    var folder = workspace.folder("code");
    var command = new ArrayList<String>();
    command.add(options.verilator());
    command.addAll(options.verilatorArguments());
    command.addAll(
        List.of(
            "--prefix",
            GeneratedCode.MODEL,
            "--top-module",
            spec.top(),
            "--Mdir",
            folder.toString()));
    if (!options.blocks().isEmpty()) {
      command.add(blockList(workspace).toString());
    }
    spec.sources().forEach(source -> command.add(source.toAbsolutePath().toString()));
    var log = folder.resolve("verilator.log");
    if (workspace.run(command, log) != 0) {
      var text = Files.readString(log);
      keep(command, text);
      throw new ToolException(
          "Verilator rejects " + spec.top() + ": " + ToolLog.verilator(text),
          "correct the Verilog or what generates it; all messages are in " + failureLog());
    }
    var code = GeneratedCode.model(folder);
    code.checkPorts(spec);
    Files.writeString(folder.resolve("ports.inc"), portList());
    Files.writeString(folder.resolve("shim.cpp"), shim);
    Files.writeString(folder.resolve("display.h"), resource("display.h"));
    return code;
  }

  /** Verilator's way to be told of blocks. */
  private Path blockList(Workspace workspace) throws IOException {
    var text = new StringBuilder("`verilator_config\n");
    options.blocks().forEach(b -> text.append("hier_block -module \"" + b + "\"\n"));
    return Files.writeString(workspace.folder("blocks").resolve("blocks.vlt"), text);
  }

  private String portList() {
    var text = new StringBuilder();
    if (!spec.clock().isEmpty()) {
      text.append("#define CLOCK ").append(PortInfo.in(spec.clock(), 1).member()).append('\n');
    }
    text.append("#define PORTS(X)");
    for (int i = 0; i < spec.ports().size(); i++) {
      var port = spec.ports().get(i);
      text.append(" \\\n  X(" + i + ", " + port.member() + ", " + port.bytes() + ")");
    }
    return text.append('\n').toString();
  }

  /** Compiles the model, and what it shares with others if the cache lacks that. */
  private List<Path> compile(GeneratedCode code, Workspace workspace) throws IOException {
    var folder = workspace.folder("code");
    var include = code.include();
    var common = new ArrayList<>(code.switches());
    common.addAll(
        List.of(
            "-DVL_TIME_CONTEXT",
            "-DVL_USER_FINISH",
            "-DVL_USER_STOP",
            "-DVL_USER_FATAL",
            "-fbracket-depth=4096",
            "-I" + include,
            "-I" + include.resolve("vltstd")));

    int level = options.optimisation();
    int slowLevel = Math.min(1, level);
    var fast = new ArrayList<>(code.fast());
    fast.add(folder.resolve("shim.cpp"));
    var prebuilt = new Prebuilt(cache, workspace, tools, options, code);
    try {
      // The run-time files do not depend on the model's own level, so that all models share them.
      var runtimeFlags = new ArrayList<>(options.codeGeneration(2));
      runtimeFlags.addAll(common);
      var runtime = prebuilt.runtime(runtimeFlags);

      var units = new ArrayList<CompilePool.Unit>();
      var objects = workspace.folder("objects");
      if (level == slowLevel) {
        fast.addAll(code.slow()); // a small model is one unit then
      } else if (!code.slow().isEmpty()) {
        var flags = modelFlags(slowLevel, common, prebuilt, folder);
        for (var source : UnityFiles.join(code.slow(), "slow", folder)) {
          units.add(unit(flags, source, objects));
        }
      }
      var flags = modelFlags(level, common, prebuilt, folder);
      int place = 0; // the units that take longest first
      for (var source : UnityFiles.join(fast, "fast", folder)) {
        units.add(place++, unit(flags, source, objects));
      }
      for (String module : options.blocks()) {
        var block = code.block(module);
        for (var source : UnityFiles.join(block.fast(), module + "-fast", block.folder())) {
          units.add(place++, unit(flags, source, objects));
        }
        var slow = modelFlags(slowLevel, common, prebuilt, folder);
        for (var source : UnityFiles.join(block.slow(), module + "-slow", block.folder())) {
          units.add(unit(slow, source, objects));
        }
      }
      var failed = CompilePool.compile(units, options.threads(), workspace, listener);
      if (failed != null) {
        throw compileFailure(failed.command(), failed.log());
      }
      var all = new ArrayList<>(units.stream().map(CompilePool.Unit::object).toList());
      all.addAll(runtime);
      return all;
    } catch (Prebuilt.CompileFailure e) {
      throw compileFailure(e.unit().command(), e.unit().log());
    }
  }

  private CompilePool.Unit unit(List<String> flags, Path source, Path objects) {
    return CompilePool.Unit.of(options.compiler(), flags, source, objects);
  }

  private List<String> modelFlags(int level, List<String> common, Prebuilt prebuilt, Path folder)
      throws IOException, Prebuilt.CompileFailure {
    var flags = new ArrayList<>(options.codeGeneration(level));
    flags.addAll(common);
    flags.addAll(options.compilerFlags());
    var header = prebuilt.header(flags);
    flags.addAll(List.of("-I" + folder, "-include-pch", header.toString()));
    return flags;
  }

  private Path link(List<Path> objects, Workspace workspace) throws IOException {
    var finished = workspace.folder("finished");
    var command = new ArrayList<String>();
    command.add(options.compiler());
    command.add("-shared");
    objects.forEach(object -> command.add(object.toString()));
    command.addAll(options.compilerFlags());
    command.addAll(
        List.of("-o", finished.resolve(LIBRARY).toString(), "-latomic", "-lpthread", "-ldl"));
    command.addAll(options.trace().libraries());
    var log = workspace.folder("objects").resolve("link.log");
    if (workspace.run(command, log) != 0) {
      throw compileFailure(command, log);
    }
    return finished;
  }

  private ToolException compileFailure(List<String> command, Path log) throws IOException {
    var text = Files.readString(log);
    keep(command, text);
    return new ToolException(
        "the C++ of " + spec.top() + " does not compile: " + ToolLog.compiler(text),
        "check BuildOptions.compilerFlags and the compiler's version; all messages are in "
            + failureLog());
  }

  private Path failureLog() {
    return cache.resolve("failed-" + key + ".log");
  }

  private void keep(List<String> command, String output) throws IOException {
    Files.writeString(failureLog(), String.join(" ", command) + "\n" + output);
  }

  /** A text that lies beside this class. */
  static String resource(String name) throws IOException {
    try (var in = ModelBuilder.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
