/** What was sent, until it is known that it was taken. */
export interface Undelivered {
  /** @param remove what was sent */
  sent(token: string, remove: () => void): void;
  taken(token: string): void;
  /** The server did not take it, or has lost its answer: then somebody fetches it within seconds. */
  refused(token: string): void;
  /** Removes all that nobody has taken. */
  clear(): void;
}

/** Milliseconds from a refusal to the removal. */
const PATIENCE = 60_000;

/** Removes what was sent in vain. What still waits for an answer stays: the server may be away. */
export function createUndelivered(patience = PATIENCE): Undelivered {
  const waiting = new Map<string, { timer?: NodeJS.Timeout; readonly remove: () => void }>();
  const taken = (token: string): void => {
    clearTimeout(waiting.get(token)?.timer);
    waiting.delete(token);
  };
  return {
    sent: (token, remove) => void waiting.set(token, { remove }),
    taken,
    refused(token) {
      const found = waiting.get(token);
      if (!found) return;
      const late = (): void => {
        waiting.delete(token);
        found.remove();
      };
      found.timer ??= setTimeout(late, patience).unref();
    },
    clear() {
      for (const [token, { remove }] of waiting) {
        taken(token);
        remove();
      }
    },
  };
}
