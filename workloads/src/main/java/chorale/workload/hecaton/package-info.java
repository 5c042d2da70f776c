/**
 * Training of dense models on a grid of dies: two-dimensional tensor parallelism in the spirit of
 * Hecaton (arXiv 2407.05784, of which we know the abstract), and what it is measured against.
 */
package chorale.workload.hecaton;
