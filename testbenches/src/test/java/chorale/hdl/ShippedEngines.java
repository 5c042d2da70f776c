package chorale.hdl;

import chorale.chiplet.Sram;
import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.GemmEngine;
import chorale.chiplet.memory.BurstMap;
import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.Dma;
import chorale.chiplet.memory.DmaParameters;
import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.memory.FlatMemory;
import chorale.chiplet.memory.FlatTier;
import chorale.chiplet.memory.FlatTiming;
import chorale.chiplet.memory.HbmController;
import chorale.chiplet.memory.PseudoChannels;
import chorale.chiplet.vector.VectorEngine;
import chorale.chiplet.vector.VectorParameters;
import java.util.List;

/** Arrays, vector engines and memories, with no two sizes alike. */
final class ShippedEngines {
  private ShippedEngines() {}

  static List<ShippedDesign> all() {
    return List.of(
        new ShippedDesign(
            "Systolic array of bf16",
            () -> array(3, 3, chorale.chiplet.array.Element.BF16, Datapath.VALUES)),
        new ShippedDesign(
            "Systolic array of int8",
            () -> array(4, 2, chorale.chiplet.array.Element.INT8, Datapath.VALUES)),
        new ShippedDesign(
            "Systolic array, timing",
            () -> array(4, 4, chorale.chiplet.array.Element.BF16, Datapath.TIMING)),
        new ShippedDesign(
            "Tile of arrays of bf16",
            () -> tile(3, 2, chorale.chiplet.array.Element.BF16, Datapath.VALUES, 4)),
        new ShippedDesign(
            "Tile of arrays of int8",
            () -> tile(2, 2, chorale.chiplet.array.Element.INT8, Datapath.VALUES, 2)),
        new ShippedDesign(
            "Tile of arrays, timing",
            () -> tile(4, 4, chorale.chiplet.array.Element.BF16, Datapath.TIMING, 16)),
        new ShippedDesign("Vector engine", () -> vector(4, 4, Datapath.VALUES)),
        new ShippedDesign("Vector engine by parts", () -> vector(8, 2, Datapath.VALUES)),
        new ShippedDesign("Vector engine of one lane", () -> vector(2, 1, Datapath.VALUES)),
        new ShippedDesign("Vector engine, timing", () -> vector(8, 8, Datapath.TIMING)),
        new ShippedDesign(
            "HbmController",
            () ->
                new HbmController(null, ControllerParameters.of(DramTiming.HBM2, Datapath.VALUES))),
        new ShippedDesign(
            "HbmController, timing",
            () -> controller(DramTiming.HBM3, Datapath.TIMING, false, false)),
        new ShippedDesign(
            "HbmController, closed page",
            () -> controller(DramTiming.HBM2, Datapath.TIMING, true, false)),
        new ShippedDesign(
            "HbmController, refresh of banks",
            () -> controller(DramTiming.HBM3, Datapath.VALUES, false, true)),
        new ShippedDesign(
            "HbmController, closed page and refresh of banks",
            () -> controller(DramTiming.HBM2, Datapath.TIMING, true, true)),
        new ShippedDesign("Dma of wide words", () -> dma(128, Datapath.VALUES)),
        new ShippedDesign("Dma of narrow words", () -> dma(8, Datapath.VALUES)),
        new ShippedDesign("Dma, timing", () -> dma(32, Datapath.TIMING)),
        new ShippedDesign(
            "PseudoChannels",
            () -> new PseudoChannels(null, 8, DramShape.HBM, BurstMap.SWIZZLED, 16, 6, 256)),
        new ShippedDesign(
            "FlatMemory, timing",
            () -> new FlatMemory(null, FlatTiming.SSD, DramShape.HBM, 64, 6, false)),
        new ShippedDesign("FlatTier", () -> new FlatTier(null, FlatTiming.SSD, 4, 32, 5, 2)),
        new ShippedDesign(
            "FlatMemory",
            () ->
                new FlatMemory(
                    null, FlatTiming.fixed(9, 999), new DramShape(2, 2, 4, 4, 16), 3, 6, true)),
        new ShippedDesign("Protected Sram", () -> new Sram(null, 4, 64, 100, 3, true)));
  }

  private static Module array(
      int rows, int columns, chorale.chiplet.array.Element element, Datapath datapath) {
    return tile(rows, columns, element, datapath, 1);
  }

  private static Module tile(
      int rows, int columns, chorale.chiplet.array.Element element, Datapath datapath, int arrays) {
    boolean square = rows == columns;
    return new GemmEngine(
        null,
        new ArrayParameters(rows, columns, element, datapath, square, square, 1, 16, 12)
            .tile(arrays));
  }

  private static Module vector(int lanes, int lanesPerCycle, Datapath datapath) {
    return new VectorEngine(
        null, new VectorParameters(lanes, lanesPerCycle, 8, 6, 64, 12, datapath));
  }

  /** A controller with no two sizes alike. */
  private static Module controller(
      DramTiming timing, Datapath datapath, boolean closedPage, boolean perBankRefresh) {
    var shape = new DramShape(2, 4, 1 << 9, 16, 8);
    return new HbmController(
        null,
        new ControllerParameters(
            timing, shape, datapath, 32, 4, 2, 7, 100, closedPage, perBankRefresh));
  }

  private static Module dma(int wordBytes, Datapath datapath) {
    return new Dma(null, new DmaParameters(datapath, 32, wordBytes, 20, 12, 12, 16, 16));
  }
}
