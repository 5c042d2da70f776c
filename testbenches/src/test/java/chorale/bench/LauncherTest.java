package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/chorale} in a copy of the project that holds only what was built. */
class LauncherTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path folder;

  /** The launcher in a new home, with the class path of this test as its libraries. */
  private Path home() throws IOException {
    Path home = folder.resolve("a home"); // names have blanks
    Path lib = Files.createDirectories(home.resolve("out/lib"));
    for (String script : List.of("bin/chorale", "build/jdk", "build/doctor", "build/need.sh")) {
      Path copy = home.resolve(script);
      Files.createDirectories(copy.getParent());
      Files.copy(ROOT.resolve(script), copy);
    }
    executable(home.resolve("build/jars"), "#!/bin/sh\n");
    int folders = 0;
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path source = Path.of(part);
      if (Files.isDirectory(source)) {
        String jar = lib.resolve("own-%d.jar".formatted(folders++)).toString();
        var tool = ToolProvider.findFirst("jar").orElseThrow();
        assertEquals(0, tool.run(System.out, System.err, "cf", jar, "-C", part, "."));
      } else if (part.endsWith(".jar") && Files.exists(source)) {
        Files.copy(source, lib.resolve(source.getFileName()));
      }
    }
    return home;
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertTrue(file.toFile().setExecutable(true));
  }

  private Outcome start(Path launcher, Map<String, String> environment, String... arguments)
      throws Exception {
    var command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    Path err = folder.resolve("err.txt");
    var builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder.directory(folder.toFile());
    builder.environment().put("JDK_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process p = builder.start();
    String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(p.waitFor(), out, Files.readString(err));
  }

  private static List<Path> caches(Path home) throws IOException {
    try (var files = Files.list(home.resolve("out/lib"))) {
      return files.filter(f -> f.toString().endsWith(".aot")).toList();
    }
  }

  @Test
  void theFirstStartMakesACacheOfClassesThatTheNextOneTakes() throws Exception {
    Path home = home();
    Path link = Files.createSymbolicLink(folder.resolve("chorale"), home.resolve("bin/chorale"));
    Outcome first = start(link, Map.of(), "--version");
    assertEquals(new Outcome(0, "chorale " + Version.TEXT + "\n", ""), first);
    List<Path> cache = caches(home);
    assertEquals(1, cache.size(), "no cache: " + logs(home));
    var made = Files.getLastModifiedTime(cache.getFirst());
    // With this option the JVM refuses to start if it cannot take the cache.
    Outcome next = start(link, Map.of("JDK_JAVA_OPTIONS", "-XX:AOTMode=on"), "--version");
    assertEquals(0, next.exit(), next.err());
    assertEquals(first.out(), next.out());
    assertEquals(made, Files.getLastModifiedTime(cache.getFirst()), "it was made once more");
  }

  private static String logs(Path home) throws IOException {
    try (var files = Files.list(home.resolve("out/lib"))) {
      for (Path log : files.filter(f -> f.toString().endsWith(".log")).toList()) {
        return Files.readString(log);
      }
    }
    return "no log either";
  }

  @Test
  void exitCodesPassThroughAndACacheThatIsBrokenDoesNotMatter() throws Exception {
    Path home = home();
    Path launcher = home.resolve("bin/chorale");
    Outcome unknown = start(launcher, Map.of(), "models", "no-such-model");
    assertEquals(2, unknown.exit(), unknown.err());
    Files.writeString(caches(home).getFirst(), "this is no cache");
    Outcome version = start(launcher, Map.of(), "--version");
    assertEquals(new Outcome(0, "chorale " + Version.TEXT + "\n", ""), version);
  }

  @Test
  void withoutAJdkTheMendIsNamedAndDoctorStillWorks() throws Exception {
    Path home = home();
    executable(home.resolve("build/jdk"), "#!/bin/sh\necho 'No JDK 25: install one' >&2\nexit 2\n");
    Path launcher = home.resolve("bin/chorale");
    Outcome version = start(launcher, Map.of(), "--version");
    assertEquals(2, version.exit());
    assertEquals("No JDK 25: install one\n", version.err());
    Outcome doctor = start(launcher, Map.of(), "doctor");
    assertEquals(2, doctor.exit(), doctor.out());
    assertTrue(doctor.out().contains("absent: install Eclipse Temurin 25"), doctor.out());
    assertTrue(doctor.out().contains("Verilator"), doctor.out());
  }

  @Test
  void doctorNamesWhatIsAbsentWithThePackageForScriptsToo() throws Exception {
    Path home = home();
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String tool : List.of("bash", "env", "sed", "head", "readlink", "uname")) {
      for (String place : List.of("/bin/", "/usr/bin/")) {
        if (Files.exists(Path.of(place + tool)) && !Files.exists(bin.resolve(tool))) {
          executable(bin.resolve(tool), "#!/bin/sh\nexec %s%s \"$@\"\n".formatted(place, tool));
        }
      }
    }
    var bare = Map.of("PATH", bin.toString());
    Outcome text = start(home.resolve("bin/chorale"), bare, "doctor");
    assertEquals(2, text.exit(), text.out() + text.err());
    assertTrue(text.out().contains("absent: install yosys"), text.out());
    assertTrue(text.out().contains("absent: install chromium"), text.out());
    assertFalse(text.out().contains("All that runs and tests need is there"), text.out());
    assertTrue(text.out().contains("sudo apt-get install maven verilator clang"), text.out());
    Outcome json = start(home.resolve("bin/chorale"), bare, "doctor", "--json");
    assertEquals(2, json.exit());
    assertTrue(json.out().contains("\"ok\": false"), json.out());
    assertTrue(
        json.out().contains("\"package\": \"yosys\", \"found\": false, \"version\": \"\""),
        json.out());
    assertFalse(json.out().contains("absent"), json.out());
    assertEquals(2, start(home.resolve("bin/chorale"), bare, "doctor", "--frob").exit());
  }
}
