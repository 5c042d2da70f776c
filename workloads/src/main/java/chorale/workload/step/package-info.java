/**
 * A training step as commands of the engines of training chiplets: what the RTL, the bounds and the
 * fast model of a step all run. Knows nothing of hardware description.
 */
package chorale.workload.step;
