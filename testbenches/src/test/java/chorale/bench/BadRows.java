package chorale.bench;

import java.util.Arrays;

/** The table of mistakes of {@link BadInputTest}, by what is wrong. */
final class BadRows {
  private static final String RUN = "run --fast @/run.yaml -o @/results ";
  private static final String SWEEP = "sweep @/sweep.yaml -o @/s.csv --store @/store ";
  private static final String YAML = "bounds @/run.yaml";

  private BadRows() {}

  /** Words of the command line. */
  static BadRow[] commandLines() {
    return new BadRow[] {
      BadRow.of("", "Missing required subcommand", "Usage: chorale", "bounds"),
      BadRow.of("runs @/run.yaml", "'runs'", "Did you mean: chorale run"),
      BadRow.of("run", "'FILE'", "Usage: chorale run", "All options: chorale run --help"),
      BadRow.of("run @/run.yaml more.yaml", "Unmatched argument at index 2: 'more.yaml'", "Usage"),
      BadRow.of("run @/run.yaml --fats", "'--fats'", "--fast"),
      BadRow.of("run @/run.yaml -o", "Missing required parameter for option '--output' (DIR)"),
      BadRow.of("bounds @/run.yaml --resources x", "'--resources'", "'x' is not an int", "Usage"),
      BadRow.of(RUN + "-D trace.tokens", "-D trace.tokens: there is no key=value: write for inst"),
      BadRow.of(RUN + "-D trace..tokens=3", "a part of the key is empty: write for instance -D"),
      BadRow.of(RUN + "-D 'trace.tokens=[3'", "the value is not YAML: put texts in quotes, lists"),
      BadRow.of(RUN + "-D trace.tokns=3", "unknown key 'tokns' in trace: did you mean 'tokens'?"),
      BadRow.of(
          "bounds @/run.yaml -D trace.tokens=many",
          "-D trace.tokens=many: trace.tokens must be an integer, is 'many': write an integer from"),
      BadRow.of(
          "emit @/run.yaml --to @/v -D package.nop.groups=9",
          "-D package.nop.groups=9: package.nop.groups is 9, outside 1..8: write an integer from 1"),
      BadRow.of(SWEEP + "-D trace.layr=1", "-D trace.layr=1: unknown key 'layr'", "'layer'?"),
      BadRow.of(
          SWEEP + "-D package.nop.buffer_flits=8",
          "the sweep varies 'package.nop.buffer_flits' itself: leave -D out"),
      BadRow.of(SWEEP + "--shard 3/2", "--shard is '3/2': write I/N with I from 1 to N"),
      BadRow.of(SWEEP + "--jobs 0", "--jobs is 0: write at least 1"),
      BadRow.of(SWEEP + "--sbatch=--time=9", "--sbatch are of --slurm: add it, or leave them out"),
      BadRow.of(SWEEP + "--slurm --shard 1/2", "--slurm makes shards by itself: leave --shard out"),
      BadRow.of("emit @/run.yaml", "write either --to DIR or --list"),
      BadRow.of("emit @/run.yaml --list --diagram", "write --to DIR instead of --list"),
      BadRow.of(
          "emit @/run.yaml --to @/v --module Moe", "no module 'Moe': write one of", "MoeChiplet"),
      BadRow.of(
          RUN + "--waves fst --scope root", "--waves are signals of the RTL", "leave one out"),
      BadRow.of("run @/run.yaml --waves lxt --scope root", "--waves lxt: write fst or vcd"),
      BadRow.of("run @/run.yaml --waves vcd", "--waves needs a part", "--scope switch_1"),
      BadRow.of("tune --ranks 3", "3 ranks for 64 experts", "write at least 2 that divide the exp"),
      BadRow.of("tune --lanes 2000000000", "--lanes is 2000000000: write 2 to 4096"),
      BadRow.of("tune --check 4,0,4", "--check takes 4 numbers of lanes, not 3"),
      BadRow.of("tune --model Llama2-7B", "Llama2-7B has no experts: choose a model that has"),
      BadRow.of("models Qwen4", "Qwen4: there is no such model: write a .yaml", "Qwen3-30B-A3B"),
      BadRow.of("noc --topology ring:8", "no topology ring:8: write tree:4,4,4"),
      BadRow.of("noc --topology tree:99,99,99", "has 970299 leaves: write at most 4096"),
      BadRow.of("noc --rates 0.1,2", "--rates [0.1, 2.0]: write numbers above 0, up to 1"),
      BadRow.of("trace generate @/g.csv --locality 2", "locality 2.0, skew 0.2: write 0 to 1"),
      BadRow.of(
          "trace generate @/g.txt", "g.txt is no name for a trace: end it in .csv or .csv.gz"),
      BadRow.of("doctor --frob", "Unknown option: '--frob'", "Usage: chorale doctor"),
    };
  }

  /** Files and folders that are not there, are something else, or cannot be read or written. */
  static BadRow[] files() {
    return new BadRow[] {
      BadRow.of("bounds @/none.yaml", "none.yaml: the file cannot be read: check the path"),
      BadRow.of("bounds @", "the file is a folder: name a YAML file in it"),
      // The system gives its pages to nobody, root or not: the only file of which that is so.
      BadRow.of("bounds /proc/self/mem", "/proc/self/mem: the file cannot be read: Input/output"),
      BadRow.of(YAML, "run.yaml: the file is not UTF-8 text: save it as UTF-8")
          .where("run.yaml", new byte[] {'n', ':', ' ', (byte) 0xe4, '\n'}),
      BadRow.of(YAML, "run.yaml:1:1: the file is empty: start from an example")
          .where("run.yaml", ""),
      BadRow.of(YAML, "run.yaml:2:1: not YAML:", "mend the syntax")
          .where("run.yaml", "a: b\n\tc: d"),
      BadRow.of("run --fast @/run.yaml -o @/t.csv", "t.csv is no folder: choose another --output"),
      BadRow.of(
          "run --fast @/run.yaml -o @/t.csv/results",
          "t.csv/results cannot be made a folder, for t.csv is a file: choose another --output"),
      BadRow.of(
          "run --fast @/run.yaml -o /proc/results",
          "/proc/results cannot be made, for nothing can be written in /proc: choose another --out"),
      BadRow.of("run --fast @/run.yaml", "cannot be made a folder", "change output in run.yaml")
          .change("run.yaml", "name: small\n", "name: small\noutput: /etc/passwd/x\n"),
      BadRow.of("run @/run.yaml -o @/r --figures @", "is a folder: name a file with --figures"),
      BadRow.of("run @/run.yaml -o @/r --cache @/t.csv", "t.csv is no folder: choose another --ca"),
      BadRow.of("emit @/run.yaml --to /proc/v", "nothing can be written in /proc", "with --to"),
      BadRow.of("sweep @/sweep.yaml -o @ --store @/s", "is a folder: name a file with --output"),
      BadRow.of("sweep @/sweep.yaml -o @/s.csv --store @/t.csv", "t.csv is no folder: choose anot"),
      BadRow.of("sweep @/none.yaml", "none.yaml: the file cannot be read: check the path"),
      BadRow.of("trace convert @/t.csv /proc/o.csv", "/proc cannot be written: name a file elsew"),
      BadRow.of("trace describe @/t.csv --csv @", "is a folder: name a file with --csv"),
      BadRow.of("models @/none.yaml", "none.yaml: the file cannot be read: check the path"),
    };
  }

  private static BadRow yaml(String from, String to, String... said) {
    return BadRow.of(YAML, said).change("run.yaml", from, to);
  }

  private static BadRow sweep(String from, String to, String... said) {
    return BadRow.of(SWEEP, said).change("sweep.yaml", from, to);
  }

  /** What the schema of configurations and sweeps forbids, and what does not go together. */
  static BadRow[] configurations() {
    return new BadRow[] {
      yaml("flit_bytes", "flit_byte", "run.yaml:3:43: unknown key 'flit_byte'", "'flit_bytes'?"),
      yaml("layer: 0", "top_k: 1", "unknown key 'top_k' in trace: did you mean 'model.top_k'?"),
      yaml("name: small\np", "p", "run.yaml:1:1: missing key 'name' in the file: write a text"),
      yaml("trace: {file: t.csv, layer: 0, tokens: 8}\n", "", "missing key 'trace'", "add a sect"),
      yaml("groups: 2", "groups: two", "run.yaml:3:17: package.nop.groups must be an integer"),
      yaml("groups: 2", "groups: 9", "run.yaml:3:17: package.nop.groups is 9, outside 1..8: wri"),
      yaml("groups: 2", "groups: [2]", "package.nop.groups must be one value, is a list: write"),
      yaml(
          "groups: 2", "groups: 2, groups: 3", "run.yaml:3:20: key 'package.nop.groups' stands tw"),
      yaml("flit_bytes: 16", "flit_bytes: 48", "flit_bytes is 48, not a power of two: write 32 o"),
      yaml("groups: 2", "groups: 2, disabled_chiplets: [0, 0]", "cannot hold '0': write a list of"),
      yaml("{bytes_per", "{kind: hbm9, bytes_per", "package.dram.kind is 'hbm9'", "hbm2, hbm3"),
      yaml("name: small\np", "name: ../up\np", "name is '../up', which cannot name a folder: wri"),
      yaml("model: {", "model: 7 #{", "run.yaml:6:8: model must be a section of keys, is '7': wr"),
      yaml("burst_bytes: 64", "burst_bytes: 40", "not a multiple of package.nop.flit_bytes 16: wr"),
      yaml("top_k: 1", "top_k: 3", "model.top_k is 3, more than the 2 experts: write at most 2"),
      yaml("experts: 2", "experts: 1", "fewer than the 2 MoE chiplets: write at least 2, or"),
      yaml(
          "sram_kib: 64", "sram_kib: 1", "run.yaml:4:56:", "bytes of SRAM", "sram_kib to at least"),
      yaml("layer: 0", "layer: 3", "t.csv: layer 3 is not in the trace: choose one of [0]"),
      yaml(
          "tokens: 8",
          "tokens: 9",
          "has 8 tokens, the run asks for 9: set trace.tokens to at most"),
      yaml(
          "trace:", "mapping: {placement: mozart}\ntrace:", "mapping.train_tokens is 0: write how"),
      sweep("base: run.yaml\n", "", "sweep.yaml: missing key 'base': name the configuration that"),
      sweep(
          "simulate: fast", "simulate: slow", "sweep.yaml:2:11: simulate is 'slow': write rtl or"),
      sweep(
          "[8, 16]", "8", "sweep.yaml:4:29: grid.package.nop.buffer_flits must be a list", "write"),
      sweep(
          "flits: [8",
          "flit: [8",
          "sweep.yaml: package.nop.buffer_flit=8: unknown key 'buffer_flit'",
          "did you mean"),
      sweep("base: run.yaml", "base: no.yaml", "no.yaml: the file cannot be read: check the path"),
      BadRow.of("models @/run.yaml", "run.yaml:1:1: missing key 'layers'", "write an integer from"),
    };
  }

  private static BadRow trace(String text, String... said) {
    return BadRow.of(YAML, said).where("t.csv", text);
  }

  /** Traces as a run reads them. */
  static BadRow[] traces() {
    return new BadRow[] {
      yaml("t.csv", "no.csv", "no.csv: the trace does not exist: check trace.file, relative to"),
      yaml("t.csv", ".", "the trace is a folder: set trace.file to a file, relative to"),
      yaml("t.csv", "t.jsonl", "t.jsonl: a run reads CSV only: chorale trace convert FILE")
          .where("t.jsonl", "{}"),
      yaml("t.csv", "t.csv.gz", "t.csv.gz: the trace is not gzip:", "rename it without .gz")
          .where("t.csv.gz", "layer,token,e0\n"),
      yaml("t.csv", "t.csv.gz", "t.csv.gz: the trace is cut short: copy the whole file again")
          .where("t.csv.gz", cut(BadRow.zipped("layer,token,e0\n0,0,0\n"))),
      trace("", "t.csv:1: the trace is empty: start with layer,token,e0,e1,.."),
      trace(
          "layer,token,e0\n", "t.csv:1: the trace has a header and no rows: add one row per token"),
      trace("token,e0\n0,1\n", "t.csv:1: there is no column 'layer': start with layer,token,e0"),
      trace("layer,token\n0,0\n", "t.csv:1: the trace has 0 expert columns, model.top_k is 1: add"),
      trace("layer,e0,e0\n0,0,1\n", "t.csv:1: the header is faulty:", "write layer,token,e0,e1,.."),
      trace(
          "layer,token,e0\n0,0\n", "t.csv:2: the row has 2 fields, the header 3: write one value"),
      trace("layer,token,e0\n0,0,x\n", "t.csv:2: e0 is 'x', not an integer: write an integer"),
      trace("layer,token,e0\n0,0,2\n", "t.csv:2: e0 is 2, outside 0..1: check model.experts"),
      trace(
          "layer,token,e0\n0,0,1\n0,1,\"1\n0,2,1\n",
          "t.csv:3: the quote that opens here is never closed: expected a second \" at the end of"),
      trace("layer,\"token,e0\n0,0,1\n", "t.csv:1: the quote that opens here is never closed:"),
      trace(
          "layer,token,e0\n0,0,\"1\"x\n",
          "t.csv:2: something stands between a closing quote and the next comma: expected a comma"),
      BadRow.of(YAML, "t.csv:3: expert 1 stands twice: name each expert once per token")
          .change("run.yaml", "top_k: 1", "top_k: 2")
          .where("t.csv", "layer,token,e0,e1\n0,0,0,1\n0,1,1,1\n"),
    };
  }

  private static byte[] cut(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length - 9);
  }

  private static BadRow describe(String file, String text, String... said) {
    return BadRow.of("trace describe @/" + file, said).where(file, text);
  }

  /** Routings in the formats of frameworks. */
  static BadRow[] routingsOfOthers() {
    return new BadRow[] {
      describe("r.txt", "x", "r.txt: the name does not say the format: end it in .csv, .jsonl or"),
      describe(
          "r.jsonl", "{\"layer\": 0\n", "r.jsonl:2: not JSON: Unexpected end", "mend the line"),
      describe("r.jsonl", "[1]\n", "r.jsonl:1: the line is no object:", "write"),
      describe("r.jsonl", "{\"layer\": 0}\n", "r.jsonl:1: the object has no experts:", "write"),
      describe("r.jsonl", "{\"experts\": [[1]]}\n", "r.jsonl:1: the object has no layer:", "write"),
      describe(
          "r.jsonl",
          "{\"layer\": 0, \"experts\": [[1, 2]]}\n{\"layer\": 0, \"experts\": [[1, 2], [3]]}\n",
          "r.jsonl:2: experts has lists of 2 and of 1: give each token as many"),
      describe(
          "r.jsonl",
          "{\"layer\": 0, \"experts\": [[1, 2]], \"weights\": [[1]]}\n",
          "r.jsonl:1: the object has 2 experts and 1 weights: give each expert one weight"),
      describe(
          "r.jsonl",
          "{\"layer\": 4294967297, \"experts\": [[1, 2]]}\n",
          "r.jsonl:1: layer 4294967297 is outside 0..999: check the layer"),
      describe(
          "r.jsonl", "{\"layer\": 0, \"experts\": [[1.5]]}\n", "r.jsonl:1: expert 1.5 is no in"),
      describe("r.et", "", "r.et: the trace is empty: copy the whole file again"),
      describe("r.et", "this is text, and no protocol buffer", "r.et: not a Chakra trace, or cut"),
      describe(
          "r.csv", "layer,token,expert\n0,0,9999\n", "r.csv:2: expert 9999 is outside 0..4095"),
      describe("r.csv", "layer,expert\n0,1\n", "r.csv:1: there is no column 'token': start with"),
      describe("r.csv", "layer,experts\n0,[]\n", "token 0 of layer 0 has 0 experts", "give each"),
      describe(
          "r.csv",
          "layer,token,e0\n0,0,1\n0,1,\"1\n0,2,1\n",
          "r.csv:3: the quote that opens here is never closed: expected a second \" at the end of"),
      describe("r.csv", "\"layer,e0\n0,1\n", "r.csv:1: the quote that opens here is never closed:"),
      describe("r.csv", "layer,e0,p0\n0,1,x\n", "r.csv:2: a weight is 'x', not a number: write a"),
      BadRow.of(
          "trace fit @/t.csv", "t.csv is too small to fit: it takes 16 experts, and 64 tokens"),
      BadRow.of("trace fit @/t.csv --layer 5", "layer 5 is not in", "choose one of [0]"),
      BadRow.of("tune --trace @/t.csv --layer 5", "layer 5 is not in", "choose one of [0]"),
    };
  }

  /** Results of runs that are none. */
  static BadRow[] results() {
    return new BadRow[] {
      BadRow.of("compare @/none -o @/c", "none: no such folder: name a folder with results of"),
      BadRow.of("compare @ -o @/c", "holds no results, neither", "chorale run FILE -o"),
      BadRow.of("compare @/r -o @/c", "the tables in r are not as a run leaves them: run it again")
          .where("r/fast.csv", "phase,cycles\ncombine,9\n")
          .where("r/resolved.yaml", "name: x\n"),
      BadRow.of("compare @/r -o @/c", "r/fast.csv has no rows: run it again")
          .where("r/fast.csv", "phase,fast_model_cycles\n")
          .where("r/resolved.yaml", "name: x\n"),
      BadRow.of("compare @/r -o @/c", "r/resolved.yaml is missing: run it again with -o")
          .where("r/fast.csv", "phase,fast_model_cycles\n"),
      BadRow.of("compare @ -o @/t.csv", "t.csv is no folder: choose another --output"),
    };
  }
}
