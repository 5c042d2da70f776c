package chorale.bench.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which points a sweep has, and what is refused. */
class SweepFileTest {
  @TempDir Path folder;

  private SweepFile read(String text) throws IOException {
    return SweepFile.read(Files.writeString(folder.resolve("my sweep.yaml"), text + "name: s\n"));
  }

  @Test
  void aGridIsEveryCombinationAndItsLastKeyChangesQuickest() throws IOException {
    var sweep = read("base: b.yaml\ngrid:\n  x.y: [1, 2]\n  z: [a, 'b c', [3, 4]]\n");
    assertEquals(List.of("x.y", "z"), sweep.keys());
    assertEquals(folder.resolve("b.yaml"), sweep.base());
    assertEquals(
        List.of(
            Map.of("x.y", "1", "z", "a"),
            Map.of("x.y", "1", "z", "'b c'"),
            Map.of("x.y", "1", "z", "[3, 4]"),
            Map.of("x.y", "2", "z", "a"),
            Map.of("x.y", "2", "z", "'b c'"),
            Map.of("x.y", "2", "z", "[3, 4]")),
        sweep.points().stream().map(SweepPoint::values).toList());
    assertEquals(List.of("x.y=2", "z=[3, 4]"), sweep.points().getLast().overrides(sweep.keys()));
  }

  @Test
  void aListHasAPointForEachItemAndEachCombinationOfTheGrid() throws IOException {
    var sweep = read("base: b.yaml\nlist:\n- {p: 1, q: 2}\n- {p: 3}\ngrid: {r: [7, 8]}\n");
    assertEquals(List.of("p", "q", "r"), sweep.keys());
    assertEquals(
        List.of(
            Map.of("p", "1", "q", "2", "r", "7"),
            Map.of("p", "1", "q", "2", "r", "8"),
            Map.of("p", "3", "r", "7"),
            Map.of("p", "3", "r", "8")),
        sweep.points().stream().map(SweepPoint::values).toList());
    assertEquals(4, sweep.points().getLast().index());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          grid: {a: [1]}                        | : missing key 'base': name the configuration
          base: b                               | : nothing is varied: add a grid, a list, or both
          {base: b, grid: {a: [1]}, gird: 2}    | :1:33: unknown key 'gird' in a sweep: write base
          {base: b, grid: {a: 1}}               | :1:21: grid.a must be a list that is not empty
          {base: b, grid: {a: []}}              | :1:21: grid.a must be a list that is not empty
          {base: b, grid: {a: [{b: 1}]}}        | :1:22: a is a section: vary its keys: a.KEY
          {base: b, grid: {a: [1], a: [2]}}     | :1:26: key 'a' stands twice: keep one
          {base: b, list: [{a: 1}], grid: {a: [2]}} | :1:33: 'a' stands in grid and in list: keep
          {base: b, list: [1]}                  | :1:18: an item of the list must be a section
          {base: b, grid: {a: [1]}, simulate: x} | :1:37: simulate is 'x': write rtl or fast
          {base: b, name: ../x, grid: {a: [1]}} | :1:17: name is '../x', which cannot name a file
          {base: [b], grid: {a: [1]}}           | :1:8: base must be one value: write base: value
          {base: b                              | not YAML: expected ',' or '}'
          """)
  void aFaultIsToldWithItsPlaceAndItsMend(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("s.yaml"), text + "\n");
    var e = assertThrows(BadInput.class, () -> SweepFile.read(file));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
  }

  @Test
  void moreThanAHundredThousandPointsAreAMistake() throws IOException {
    var values = "[" + "1, ".repeat(99) + "1]";
    var e =
        assertThrows(
            BadInput.class,
            () -> read("base: b\ngrid:\n  a: %1$s\n  b: %1$s\n  c: %1$s\n".formatted(values)));
    assertTrue(e.getMessage().contains("more than 100000 points"), e.getMessage());
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    var e = assertThrows(BadInput.class, () -> SweepFile.read(folder.resolve("none.yaml")));
    assertTrue(e.getMessage().endsWith("none.yaml: the file cannot be read: check the path"));
  }
}
