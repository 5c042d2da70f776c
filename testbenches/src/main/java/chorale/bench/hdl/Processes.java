package chorale.bench.hdl;

import chorale.sim.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs other programs and measures them. Their output goes to a log file. */
final class Processes {
  private final Path folder;
  private final Path measure;

  /** Compiles the program that measures the others into {@code folder}. */
  Processes(Path sources, Path folder) throws IOException {
    this.folder = folder;
    this.measure = folder.resolve("measure");
    Files.createDirectories(folder);
    Path source = sources.resolve("measure.cpp");
    run(List.of("clang++", "-O2", "-o", measure.toString(), source.toString()), Path.of(""));
  }

  /** CPU time and memory of {@code command}. */
  Cost cost(List<String> command) throws IOException {
    Path result = folder.resolve("measured.txt");
    var measured = new ArrayList<>(List.of(measure.toString(), result.toString()));
    measured.addAll(command);
    run(measured, Path.of(""));
    String[] words = Files.readString(result).trim().split(" ");
    return new Cost(Double.parseDouble(words[0]), Long.parseLong(words[1]));
  }

  /** Runs {@code command} in {@code directory}; the values of its lines {@code word value}. */
  List<String> values(String word, List<String> command) throws IOException {
    return run(command, Path.of("")).stream()
        .filter(line -> line.startsWith(word + " "))
        .map(line -> line.substring(word.length() + 1))
        .toList();
  }

  /** Runs {@code command} in {@code directory} and returns the lines that it prints. */
  List<String> run(List<String> command, Path directory) throws IOException {
    Path log = folder.resolve("log.txt");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toAbsolutePath().toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new ToolException(
          command.getFirst() + " cannot be started: " + e.getMessage(),
          "install it: make doctor shows the tools of the build");
    }
    int status = process.onExit().join().exitValue();
    List<String> lines = Files.readAllLines(log);
    if (status != 0) {
      int from = Math.max(0, lines.size() - 20);
      throw new ToolException(
          command.getFirst() + " ends with status " + status,
          String.join("\n  ", lines.subList(from, lines.size())));
    }
    return lines;
  }
}
