package chorale.bench.hdl;

import chorale.hdl.Module;
import chorale.rtl.Verilog;
import chorale.sim.Model;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The classes of one folder of Java files without a package, compiled with all warnings on. */
final class SourceClasses {
  private final ClassLoader loader;

  /** Compiles all Java files of {@code sources} into {@code target}. */
  SourceClasses(Path sources, Path target) throws IOException {
    this(javaFiles(sources), target);
  }

  /** Compiles {@code sources} into {@code target}. */
  SourceClasses(List<Path> sources, Path target) throws IOException {
    Files.createDirectories(target);
    var arguments = new ArrayList<>(List.of("-g", "-proc:none", "-Xlint:all", "-Werror"));
    arguments.addAll(List.of("-classpath", classPath(), "-d", target.toString()));
    sources.forEach(f -> arguments.add(f.toString()));
    var messages = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, messages, messages, arguments.toArray(String[]::new));
    if (status != 0) {
      throw new IOException(messages.toString(StandardCharsets.UTF_8));
    }
    loader = new URLClassLoader(new URL[] {target.toUri().toURL()}, getClass().getClassLoader());
  }

  private static List<Path> javaFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** Where the language, its emitter and the simulator were loaded from. */
  static String classPath() {
    var places = new ArrayList<String>();
    for (Class<?> c : List.of(Module.class, Verilog.class, Model.class)) {
      try {
        places.add(
            Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }
    return String.join(File.pathSeparator, places);
  }

  /** A new top module of that class: no parent, and then the parameters. */
  Object make(String type, Object... parameters) {
    try {
      var constructor = loader.loadClass(type).getDeclaredConstructors()[0];
      constructor.setAccessible(true);
      var arguments = new ArrayList<Object>();
      arguments.add(null);
      arguments.addAll(Arrays.asList(parameters));
      return constructor.newInstance(arguments.toArray());
    } catch (InvocationTargetException e) {
      throw (RuntimeException) e.getCause();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
