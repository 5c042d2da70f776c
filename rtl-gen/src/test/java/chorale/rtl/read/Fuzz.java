package chorale.rtl.read;

import chorale.hdl.ir.Circuit;
import chorale.rtl.VerilogOptions.Flavour;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Texts that are nearly Verilog. From a seed, always the same ones. */
final class Fuzz {
  private static final int LONGEST_INPUT_NANOS = 1_000_000_000;

  private static final String[] SEEDS_OF_NESTING = {
    "(",
    "{",
    "~",
    "a?",
    "begin ",
    "if(a)begin ",
    "{1{",
    "$signed(",
    "a+",
    "&{",
    "m[",
    "(*",
    "/*",
    "\""
  };

  private final Random random;
  private final List<String> designs = new ArrayList<>();
  private final List<String> headers = new ArrayList<>();
  private int read;
  private int refused;

  Fuzz(long seed) {
    this.random = new Random(seed);
    for (Flavour flavour : Flavour.values()) {
      Constructs.all().values().forEach(c -> designs.add(Constructs.text(c, flavour)));
    }
    headers.addAll(HeaderTest.EXAMPLES);
  }

  /** Reads {@code count} mutated texts; throws if the reader does what it must not. */
  void run(int count) {
    for (int i = 0; i < count; i++) {
      boolean header = random.nextInt(3) == 0;
      List<String> from = header || random.nextInt(20) == 0 ? headers : designs;
      String text = from.get(random.nextInt(from.size()));
      int mutations = 1 + random.nextInt(4);
      for (int k = 0; k < mutations; k++) {
        text = mutated(text);
      }
      long begin = System.nanoTime();
      try {
        if (header) {
          VerilogHeader.readText("fuzz.v", text).forEach(h -> h.at(Map.of()));
        } else {
          design(text);
        }
        read++;
      } catch (VerilogSyntaxException e) {
        refused++;
        if (e.line() < 1
            || e.column() < 1
            || e.line() > text.chars().filter(c -> c == '\n').count() + 1) {
          throw new AssertionError(
              "input " + i + ": position " + e.getMessage() + " in\n" + text, e);
        }
      } catch (RuntimeException | Error e) {
        throw new AssertionError("input " + i + ": " + e + " in\n" + text, e);
      }
      if (i > 100 && System.nanoTime() - begin > LONGEST_INPUT_NANOS) {
        throw new AssertionError("input " + i + " took more than a second:\n" + text);
      }
    }
  }

  /** What is read can be written and read again. */
  private static void design(String text) {
    Circuit circuit = Normal.form(VerilogReader.readText("fuzz.v", text));
    String written = Constructs.text(circuit);
    try {
      if (!Normal.form(VerilogReader.readText("again.v", written)).equals(circuit)) {
        throw new IllegalStateException("written as\n" + written);
      }
    } catch (VerilogSyntaxException e) {
      throw new IllegalStateException(e.getMessage() + " in what was written:\n" + written, e);
    }
  }

  int read() {
    return read;
  }

  int refused() {
    return refused;
  }

  private String mutated(String text) {
    String[] words = text.split("(?<=\\W)|(?=\\W)");
    int at = random.nextInt(words.length);
    int other = random.nextInt(words.length);
    String word = words[at];
    switch (random.nextInt(9)) {
      case 0 -> words[at] = "";
      case 1 -> words[at] = word + " " + word;
      case 2 -> {
        words[at] = words[other];
        words[other] = word;
      }
      case 3 -> words[at] = words[other];
      case 4 -> words[at] = bytes(1 + random.nextInt(8));
      case 5 -> {
        return text.substring(0, random.nextInt(text.length() + 1)) + " ";
      }
      case 6 -> words[at] = Long.toString(random.nextLong());
      case 7 -> {
        String nest = SEEDS_OF_NESTING[random.nextInt(SEEDS_OF_NESTING.length)];
        words[at] = nest.repeat(random.nextInt(40) == 0 ? 3000 : 3);
      }
      default -> words[at] = String.valueOf((char) random.nextInt(0x10000));
    }
    String result = String.join("", words);
    return result.isEmpty() ? " " : result;
  }

  private String bytes(int n) {
    var b = new byte[n];
    random.nextBytes(b);
    return new String(b, StandardCharsets.UTF_8);
  }

  /** {@code Fuzz [COUNT [SEED]]}: as many texts as one likes. */
  public static void main(String[] args) {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    long begin = System.nanoTime();
    var fuzz = new Fuzz(seed);
    fuzz.run(count);
    System.out.printf(
        "seed %d: %d texts, %d read, %d refused, %.1f s%n",
        seed, count, fuzz.read(), fuzz.refused(), (System.nanoTime() - begin) / 1e9);
  }
}
