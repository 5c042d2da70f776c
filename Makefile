# Chorale's front door. Everything longer than a line lies in build/.
CONFIG ?= examples/nop-tree-16.yaml

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run test prove bench-sim bench-hdl study-noc study-arrays study-memory study-faults study-placement study-mozart study-hecaton study-uniep study-cost study-fpga study-language study-random-modules study-mutation \
  format clean doctor jdk-check

## help       list the targets
help:
	@sed -n 's/^## /  make /p' Makefile

## run        simulate CONFIG (examples/nop-tree-16.yaml) and hold its cycles against the bounds
run:
	@build/chorale run '$(CONFIG)'

## test       build everything, static analysis, all tests, format check
test:
	@build/need.sh mvn:maven make verilator clang++:clang iverilog yosys z3 chromium fst2vcd:gtkwave \
	  soffice:libreoffice-calc-nogui /usr/include/zlib.h:zlib1g-dev
	@LOUD=1 build/mvn verify

## prove      prove queues, credits, replay and arbiters for all cycles, and plant faults that the proofs must notice
prove:
	@build/need.sh yosys
	@build/chorale prove

## bench-sim  measure the speed of the simulation
## bench-hdl  measure the hardware language against Chisel and SpinalHDL
bench-sim bench-hdl: bench-%:
	@build/need.sh g++
	@build/chorale bench $*

## study-language  write docs/language.md, docs/tutorial.md and all that they show anew
study-language:
	@build/chorale bench language

## study-random-modules  10,000 random modules in three simulators, before and after optimisation
study-random-modules: study-%:
	@build/need.sh iverilog yosys
	@build/chorale study $*

## study-noc   the network's RTL on trees of 16 to 256 leaves, and against every case of a network simulator
study-noc:
	@build/chorale study noc

## study-arrays  GEMMs on the RTL of systolic arrays against closed forms and a simulator; utilisation; bits
study-arrays:
	@build/chorale study arrays

## study-memory  HBM controllers on traces against closed forms and two DRAM simulators; every timing rule; data with errors
study-memory:
	@build/chorale study memory

## study-faults  die-to-die links with errors, dead lanes and outages: exactly once, and the goodput of the closed form
study-faults:
	@build/chorale study faults

## study-placement  experts of real traces on chiplets: replicas and link loads of five placements on tokens they have not seen
study-placement:
	@build/chorale study placement

## study-mozart  a training step as Mozart does it: its ablation at full size next to the paper's, and what each assumption does
study-mozart:
	@build/chorale study mozart

## study-hecaton  dense models on a grid of dies: volumes, weak scaling, and five schemes next to the paper's claims; collectives, pairs of layers and whole blocks in RTL
study-hecaton:
	@build/chorale study hecaton

## study-uniep  token order in RTL on 100,000 random routings, packets of real traces, points of the space in RTL, and the search for the best schedule
study-uniep:
	@build/chorale study uniep

## study-mutation  plant faults in the emitter and the checks, and count those that their unit tests notice
study-mutation:
	@build/need.sh mvn:maven
	@echo 'PIT plants faults in hdl-dsl and rtl-gen: about a quarter of an hour on two processors.'
	@mkdir -p out
	@build/mvn -q -P mutation -pl hdl-dsl,rtl-gen process-test-classes > out/study-mutation.log || { cat out/study-mutation.log; exit 2; }
	@build/chorale study mutation hdl-dsl/target/pit-reports/mutations.csv rtl-gen/target/pit-reports/mutations.csv

## study-cost  cells, area and worst path of routers in standard cells and on an FPGA, of arrays beside the peers', into docs/cost.md
study-cost: study-%:
	@build/need.sh yosys sta:opensta nextpnr-ice40 /usr/share/qflow/tech/osu018/osu018_stdcells.lib:qflow-tech-osu018
	@build/chorale study $*

## study-fpga  small routers placed and routed on an iCE40, a chiplet that trains mapped to ECP5 and Xilinx 7: LUTs, DSPs, RAMs, frequency
study-fpga: study-%:
	@build/need.sh yosys nextpnr-ice40
	@build/chorale study $*

## format     put every Java file into google-java-format
format:
	@build/need.sh mvn:maven
	@build/mvn spotless:apply

## clean      remove everything that was built, and all results in out/
clean:
	@rm -rf out target */target

## doctor     show the tools of the build, and which are absent
doctor:
	@build/doctor

## jdk-check  show the JDK the build uses
jdk-check:
	@build/jdk
