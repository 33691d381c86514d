/** Lets others have their turn between two parts of a long job that nobody waits for at once. @module */

/** Resolves in a later turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
