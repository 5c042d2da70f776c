/**
 * A training step of a layer of experts, and attention forward and backward, in plain Java,
 * sequentially: what hardware must compute bit by bit, and how far that may lie from exact
 * arithmetic.
 */
package chorale.workload.train;
