package chorale.rtl.flow;

import java.util.stream.Collectors;

/** Scripts of open flows: Yosys, and OpenROAD-flow-scripts. */
final class Scripts {
  private Scripts() {}

  /** Generic synthesis, to be run in the folder of the script. */
  static String yosys(Design design) {
    return """
    # yosys synth.ys: generic gates of %1$s, checked, counted and written. For an FPGA put synth_ice40, synth_ecp5 or
    # synth_xilinx in the place of synth; for cells of your own add dfflibmap -liberty and abc -liberty behind it.
    read_verilog %2$s
    hierarchy -check -top %1$s
    synth -top %1$s
    check -assert
    tee -o synth.stat stat
    write_verilog -noattr synth.v
    """
        .formatted(design.name(), String.join(" ", design.files()));
  }

  /** The configuration of OpenROAD-flow-scripts; whatever it sets may be overridden. */
  static String openRoad(Design design) {
    String files =
        design.files().stream()
            .map(f -> "  $(CHORALE_DESIGN)/" + f)
            .collect(Collectors.joining(" \\\n"));
    return """
    # In the folder flow/ of OpenROAD-flow-scripts: make DESIGN_CONFIG=/path/to/this/config.mk
    CHORALE_DESIGN := $(patsubst %%/,%%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))/..
    export DESIGN_NAME = %1$s
    export DESIGN_NICKNAME = %1$s
    export PLATFORM ?= nangate45
    export VERILOG_FILES = \\
    %2$s
    export SDC_FILE = $(CHORALE_DESIGN)/%1$s.sdc
    # Share of the core that cells fill before placement, in percent: a beginning, not a result.
    export CORE_UTILIZATION ?= 40
    """
        .formatted(design.name(), files);
  }
}
