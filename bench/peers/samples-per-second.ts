/** Samples a second of steps over a batch that go on for about `seconds`. */
export function samplesPerSecond(step: () => void, batch: number, seconds: number): number {
  const start = performance.now();
  for (let count = 1; ; count++) {
    step();
    const elapsed = (performance.now() - start) / 1000;
    if (elapsed >= seconds) return (count * batch) / elapsed;
  }
}
