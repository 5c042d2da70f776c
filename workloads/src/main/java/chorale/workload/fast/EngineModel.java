package chorale.workload.fast;

import chorale.workload.Command;

/** What an engine does with its commands, which come in order. One class for each kind. */
interface EngineModel {
  /**
   * Takes a command whose semaphores have been reached; the engine begins it when it can.
   *
   * @param done to be run in the cycle in which the command is done; in the order of the commands
   */
  void start(Command command, Runnable done);

  /** The error of an engine that gets another engine's command. */
  static IllegalArgumentException misplaced(Command command) {
    return new IllegalArgumentException("a command of another engine: " + command);
  }
}
