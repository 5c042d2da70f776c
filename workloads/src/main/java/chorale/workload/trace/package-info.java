/**
 * Routing traces of any size: readers for the files that frameworks write, statistics, and a
 * generator whose knobs are fitted to a real trace. All of it streams.
 */
package chorale.workload.trace;
