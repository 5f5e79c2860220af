/**
 * Cleans up after a failure: what fails on the way must not hide the failure that made it necessary.
 * @returns what the action does; undefined where it fails
 */
export function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
