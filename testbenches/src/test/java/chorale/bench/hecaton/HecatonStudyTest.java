package chorale.bench.hecaton;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.hecaton.Grid;
import chorale.workload.hecaton.Scheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HecatonStudyTest {
  @TempDir Path folder;

  @Test
  void everyDieOfEveryGridSendsWhatTheClosedFormSaysAndTilesMeetTheRingAt16Dies()
      throws IOException {
    var rows = Volumes.rows();
    assertEquals(0, rows.stream().mapToInt(Volumes.Row::wrong).sum());
    assertEquals(16, Volumes.crossover(rows));
    assertTrue(rows.stream().anyMatch(r -> r.grid().equals(new Grid(32, 32))));
    var file = folder.resolve("volumes.csv");
    HecatonTables.volumes(rows, file);
    var lines = Files.readAllLines(file);
    assertEquals(rows.size() + 1, lines.size());
    assertTrue(lines.contains("8x8,flat_1d,pair_forward,8064,8064.0,0"), "as papers.md has it");
  }

  @Test
  void theRatioOfTilesGoesToAConstantAndThatOfARingHalves() {
    var points = WeakScaling.points();
    for (int i = 1; i < points.size(); i++) {
      var p = points.get(i);
      assertTrue(p.errorPct() < 5, p.toString());
      // 1 / (1 - 1 / side) of what it is for ever
      double constant = points.getFirst().ratio() / 2;
      assertEquals(constant / (1 - 1.0 / p.side()), p.ratio(), 0.001 * p.ratio());
    }
    assertEquals(2, points.get(3).line() / points.get(4).line(), 0.02);
  }

  /** The first point is the first model with all assumptions as they are. */
  @Test
  void speedUpsAreOverTheFlatRingAndOursIsMoreThanPlainTiles() throws Exception {
    var usual = Headline.oneChanged().getFirst().call();
    assertEquals("Llama2-70B", usual.claim().model());
    assertEquals(1, usual.speedup(Scheme.FLAT_1D));
    assertEquals(1, usual.energyRatio(Scheme.FLAT_1D));
    assertTrue(usual.speedup(Scheme.SKEWED_2D) > usual.speedup(Scheme.GRID_2D));
  }
}
