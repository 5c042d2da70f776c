/**
 * How long a step takes on a package of which only rates are known: bytes and products a second,
 * not routers and banks.
 */
package chorale.workload.step.rate;
