package chorale.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples in the Javadoc of the language and of its Verilog. An example is the body of a
 * module's constructor, with types in front of it or types alone. Of a design that it is a part of
 * it may use what {@link #KNOWN} has. A line {@code ...} stands for code that is left out: then it
 * compiles, but is not elaborated.
 */
final class JavadocTest {
  private static final List<Path> SOURCES =
      List.of(Path.of("../hdl-dsl/src/main/java"), Path.of("src/main/java"));

  /** What an example may use without declaring it. */
  private static final Map<String, String> KNOWN = known();

  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "^public (?:\\w+ |non-sealed )*@?(?:class|record|interface|enum) ", Pattern.MULTILINE);
  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code(.*?)\\}(?:\\s*\\*)?\\s*</pre>", Pattern.DOTALL);
  private static final Pattern TYPES =
      Pattern.compile(
          "\\A(?:\\s*^(?:final class|record|interface|enum) (?:.*\\}$|(?s:.*?)^\\}$))+",
          Pattern.MULTILINE);
  private static final Pattern LEFT_OUT = Pattern.compile("^\\.\\.\\.$", Pattern.MULTILINE);

  private static final String IMPORTS =
      " import chorale.hdl.*; import chorale.hdl.Module; import chorale.hdl.lib.*; import chorale.hdl.lib.fp.*;"
          + " import chorale.hdl.ir.*; import chorale.rtl.*; import chorale.rtl.flow.*; import chorale.rtl.read.*;"
          + " import java.math.*; import java.nio.file.*; import java.util.*;";

  @TempDir private static Path folder;

  private static List<Example> examples;
  private static List<String> errors;
  private static URLClassLoader classes;

  private static Map<String, String> known() {
    var known = new LinkedHashMap<String, String>();
    declare(known, "Bool", "inBool()", "enable start last push full store button written");
    declare(known, "Bool", "inBool().named(\"pll_clock\")", "clock");
    declare(known, "Bool", "outBool()", "done fault");
    declare(known, "UInt", "in(3)", "index");
    declare(known, "UInt", "in(4)", "byteEnables requests");
    declare(known, "UInt", "in(10)", "address");
    declare(known, "UInt", "in(32)", "data");
    declare(known, "UInt", "out(4)", "grant");
    declare(known, "UInt", "out(32)", "value word");
    declare(known, "Stream", "sink(64)", "words commands");
    declare(known, "Stream", "source(64)", "results replies");
    declare(known, "Domain", "clockDomain()", "core link");
    declare(known, "Circuit", "Elaboration.of(() -> new Fifo(null, 64, 16))", "circuit");
    declare(known, "Path", "Path.of(\"%s\")", "folder");
    return known;
  }

  private static void declare(Map<String, String> to, String type, String value, String names) {
    for (String name : names.split(" ")) {
      to.put(name, " %s %s = %s;".formatted(type, name, value));
    }
  }

  /** A block of {@code file} that begins in {@code line}; it is compiled in package {@code id}. */
  private record Example(Path file, int line, String text, String id) {
    String name() {
      return file.getFileName() + ":" + line;
    }

    boolean isWhole() {
      return !LEFT_OUT.matcher(text).find();
    }

    /** The types in front, maybe none. */
    String types() {
      var types = TYPES.matcher(text);
      return types.find() ? types.group() : "";
    }

    String body() {
      return text.substring(types().length());
    }

    /** A compilation unit with every line of the example in the line where the Javadoc has it. */
    JavaFileObject source() {
      var declarations = new StringBuilder();
      KNOWN.forEach(
          (name, declaration) -> {
            if (contains("(?<![.\\w])" + name + "\\b") && !contains("\\b" + name + " = ")) {
              declarations.append(declaration.replace("%s", folder.resolve(id).toString()));
            }
          });
      String code =
          "\n".repeat(line - 1)
              + ("package " + id + ";" + IMPORTS)
              + types()
              + " final class Example extends Module {"
              + declarations
              + " Example(Module parent) throws Exception { super(parent);"
              + LEFT_OUT.matcher(body()).replaceAll("")
              + "\n}}";
      return new SimpleJavaFileObject(
          URI.create("string:///" + id + "/" + file.getFileName()), JavaFileObject.Kind.SOURCE) {
        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
          return code;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
          return true;
        }
      };
    }

    private boolean contains(String pattern) {
      String code = body().replaceAll("\"[^\"]*\"|//.*", "");
      return Pattern.compile(pattern).matcher(code).find();
    }

    /** The modules to elaborate: the body, or of types alone those that need but a parent. */
    List<Class<?>> tops() throws ClassNotFoundException {
      if (!body().isBlank()) {
        return List.of(classes.loadClass(id + ".Example"));
      }
      var tops = new ArrayList<Class<?>>();
      for (var name :
          Pattern.compile("^final class (\\w+)", Pattern.MULTILINE)
              .matcher(text)
              .results()
              .toList()) {
        Class<?> type = classes.loadClass(id + "." + name.group(1));
        for (Constructor<?> c : type.getDeclaredConstructors()) {
          if (Module.class.isAssignableFrom(type)
              && List.of(c.getParameterTypes()).equals(List.of(Module.class))) {
            tops.add(type);
          }
        }
      }
      return tops;
    }
  }

  private static List<Path> files() throws IOException {
    var files = new ArrayList<Path>();
    for (Path source : SOURCES) {
      try (var found = Files.walk(source)) {
        found.filter(f -> f.toString().endsWith(".java")).sorted().forEach(files::add);
      }
    }
    return files;
  }

  @BeforeAll
  static void compile() throws IOException {
    examples = new ArrayList<>();
    for (Path file : files()) {
      String text = Files.readString(file);
      EXAMPLE
          .matcher(text)
          .results()
          .forEach(
              r -> {
                int line = (int) text.substring(0, r.start(1)).lines().count();
                String code = r.group(1).replaceAll("(?m)^ *\\* ?", "").stripTrailing();
                examples.add(new Example(file, line, code, "example_" + examples.size()));
              });
    }
    var found = new DiagnosticCollector<JavaFileObject>();
    Path output = Files.createDirectory(folder.resolve("classes"));
    String classPath = System.getProperty("java.class.path");
    ToolProvider.getSystemJavaCompiler()
        .getTask(
            null,
            null,
            found,
            List.of("-g", "-proc:none", "-classpath", classPath, "-d", output.toString()),
            null,
            examples.stream().map(Example::source).toList())
        .call();
    errors =
        found.getDiagnostics().stream()
            .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
            .map(Object::toString)
            .toList();
    classes = new URLClassLoader(new URL[] {output.toUri().toURL()});
  }

  @AfterAll
  static void close() throws IOException {
    classes.close();
  }

  @Test
  void every_public_type_has_an_example() throws IOException {
    var without = new ArrayList<String>();
    int types = 0;
    for (Path file : files()) {
      String text = Files.readString(file);
      var type = PUBLIC_TYPE.matcher(text);
      if (type.find()) {
        types++;
        String above = text.substring(0, type.start());
        if (above.indexOf("<pre>{@code", Math.max(0, above.lastIndexOf("/**"))) < 0) {
          without.add(file.toString());
        }
      }
    }
    assertEquals(List.of(), without);
    assertTrue(types > 70, "found only " + types);
  }

  @Test
  void every_example_compiles() {
    assertEquals(List.of(), errors);
  }

  @TestFactory
  Stream<DynamicTest> every_whole_example_elaborates_without_a_finding() {
    return examples.stream()
        .filter(Example::isWhole)
        .map(e -> DynamicTest.dynamicTest(e.name(), () -> elaborate(e)));
  }

  private static void elaborate(Example example) throws Exception {
    for (Class<?> top : example.tops()) {
      var constructor = top.getDeclaredConstructor(Module.class);
      constructor.setAccessible(true);
      var warnings = new ArrayList<String>();
      Elaboration.of(() -> make(constructor), w -> warnings.add(w.toString()));
      assertEquals(List.of(), warnings);
    }
  }

  private static Module make(Constructor<?> constructor) {
    try {
      return (Module) constructor.newInstance((Module) null);
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case RuntimeException r -> throw r;
        case Error r -> throw r;
        case Throwable t -> throw new IllegalStateException(t);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
