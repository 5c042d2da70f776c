package chorale.workload;

/**
 * A command starts only when its chiplet's semaphore {@code semaphore} is at least {@code value}.
 *
 * @param semaphore index, see {@link Semaphores}
 * @param value positive
 */
public record Wait(int semaphore, int value) {}
