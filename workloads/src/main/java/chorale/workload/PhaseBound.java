package chorale.workload;

/**
 * Between which cycles an event lies.
 *
 * @param phase the event
 * @param lower no execution reaches it earlier
 * @param upper every execution reaches it by then
 * @param binds what the lower bound comes from: a resource, or the chain of a chiplet
 */
public record PhaseBound(Phase phase, long lower, long upper, String binds) {}
