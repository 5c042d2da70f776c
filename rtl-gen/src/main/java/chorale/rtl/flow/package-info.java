/** What other people's flows want to know of a design beside its Verilog. */
package chorale.rtl.flow;
