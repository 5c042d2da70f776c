/**
 * A training step of a layer of experts in plain Java, sequentially: what hardware must compute bit
 * by bit, and how far that may lie from exact arithmetic.
 */
package chorale.workload.train;
