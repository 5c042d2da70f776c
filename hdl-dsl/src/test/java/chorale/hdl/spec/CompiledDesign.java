package chorale.hdl.spec;

import chorale.hdl.Module;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import javax.tools.ToolProvider;

/** Compiles a module class while the test runs. */
final class CompiledDesign {
  private CompiledDesign() {}

  /**
   * A maker of the module class {@code Example}, which takes its parent alone.
   *
   * @param debug the compiler's option for debug information, {@code -g} or {@code -g:none}
   */
  static Supplier<Module> of(String source, Path folder, String debug)
      throws IOException, ReflectiveOperationException {
    Path file = Files.writeString(folder.resolve("Example.java"), source);
    var messages = new ByteArrayOutputStream();
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                messages,
                messages,
                debug,
                "-proc:none",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                file.toString());
    if (failed != 0) {
      throw new IllegalArgumentException(messages + "\n" + source);
    }
    var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
    var constructor = loader.loadClass("Example").getDeclaredConstructor(Module.class);
    constructor.setAccessible(true);
    return () -> {
      try {
        return (Module) constructor.newInstance((Module) null);
      } catch (InvocationTargetException e) {
        throw (RuntimeException) e.getCause();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    };
  }
}
