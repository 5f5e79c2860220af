/** Waits that are over as soon as something has ended. */
export interface Rest {
  /** Waits so long at most. */
  for(milliseconds: number): Promise<void>;
  /** Ends the wait at hand, or else the next one. */
  end(): void;
}

/** @param signal ends the wait as well */
export function createRest(signal: AbortSignal): Rest {
  let wake = (): void => {};
  let hasEnded = false;
  const end = (): void => {
    hasEnded = true;
    wake();
  };
  signal.addEventListener("abort", end);
  return {
    async for(milliseconds) {
      if (!hasEnded) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      hasEnded = false;
    },
    end,
  };
}
