/**
 * The fast model: runs a Program event by event with the RTL's documented latencies, in cycles; see
 * docs/fast-model.md.
 */
package chorale.workload.fast;
