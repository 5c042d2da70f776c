/**
 * How long a step takes, in Java: a lower bound that is proven, and a fast model that runs the
 * step's commands event by event.
 */
package chorale.workload.step.run;
