/**
 * Run configurations, routing traces, expert placement, the Program of one MoE layer forward on a
 * NoP-Tree package, and analytic bounds in cycles for it. Pure Java: no hardware is built here.
 */
package chorale.workload;
