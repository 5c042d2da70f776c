/**
 * Mozart (arXiv 2603.07006) as a compiler to Programs: its schedule of streamed experts and tokens,
 * and the variants of its ablation.
 */
package chorale.workload.mozart;
