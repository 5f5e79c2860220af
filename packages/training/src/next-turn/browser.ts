const { port1, port2 } = new MessageChannel();

/** Resolves when the event loop has turned. A page's timers would wait for some milliseconds each time. */
export function nextTurn(): Promise<void> {
  const turned = new Promise<void>((resolve) => {
    port1.addEventListener("message", () => resolve(), { once: true });
  });
  port1.start();
  port2.postMessage(undefined);
  return turned;
}
