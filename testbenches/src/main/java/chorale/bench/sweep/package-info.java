/** Many configurations at once: which points there are, and where their results are kept. */
package chorale.bench.sweep;
