/** Seconds a call of `work`, for each of `rounds` rounds of about `seconds` each, fastest first. */
export function secondsACall(work: () => void, rounds: number, seconds: number): number[] {
  const once = (count: number): number => {
    const start = performance.now();
    for (let i = 0; i < count; i++) work();
    return (performance.now() - start) / 1000 / count;
  };
  for (let i = 0; i < 10; i++) work(); // until the engine has compiled it for good
  const count = Math.max(1, Math.round(seconds / once(5)));
  return Array.from({ length: rounds }, () => once(count)).sort((a, b) => a - b);
}
