/** Drawings of hardware. */
package chorale.bench.diagram;
