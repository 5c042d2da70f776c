/** UniEP (arXiv 2604.19241): its token order in RTL against a model, and its space of schedules. */
package chorale.bench.uniep;
