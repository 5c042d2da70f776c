/** The commands around routing traces. */
package chorale.bench.trace;
