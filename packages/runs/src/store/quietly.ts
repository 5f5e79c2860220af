/** Cleans up after a failure: what fails on the way must not hide the failure that made it necessary. */
export function quietly(action: () => void): void {
  try {
    action();
  } catch {}
}
