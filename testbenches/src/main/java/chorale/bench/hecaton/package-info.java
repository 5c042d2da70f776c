/** Studies of training on a grid of dies. */
package chorale.bench.hecaton;
