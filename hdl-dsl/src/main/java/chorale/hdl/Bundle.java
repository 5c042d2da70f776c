package chorale.hdl;

/**
 * A record of signals that belong together. What a bundle's own methods make counts as made by
 * their caller: it bears the caller's line.
 */
public interface Bundle {}
