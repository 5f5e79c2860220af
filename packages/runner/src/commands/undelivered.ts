/** What was sent, until it is known that it was taken. */
export interface Undelivered {
  /** @param remove what was sent */
  sent(token: string, remove: () => void): void;
  taken(token: string): void;
  /** Removes all that nobody has taken. */
  clear(): void;
}

/** Milliseconds after which what nobody has taken was refused: its lease was lost. */
const UNTAKEN = 60_000;

/** Removes what was sent in vain. */
export function createUndelivered(): Undelivered {
  const waiting = new Map<string, { readonly timer: NodeJS.Timeout; readonly remove: () => void }>();
  const taken = (token: string): void => {
    clearTimeout(waiting.get(token)?.timer);
    waiting.delete(token);
  };
  return {
    sent(token, remove) {
      const late = (): void => {
        waiting.delete(token);
        remove();
      };
      waiting.set(token, { timer: setTimeout(late, UNTAKEN).unref(), remove });
    },
    taken,
    clear() {
      for (const [token, { remove }] of waiting) {
        taken(token);
        remove();
      }
    },
  };
}
