/**
 * UniEP (arXiv 2604.19241): the schedules of a layer of experts as points of one space, what is
 * legal, what a point costs by an analytical model, and the search for the best.
 */
package chorale.workload.uniep;
