/**
 * Published models by their shapes, one YAML file for each, with parameter counts that follow from
 * the shape.
 */
package chorale.workload.catalogue;
