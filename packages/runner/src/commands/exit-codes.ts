/** How a command ends. */
export const EXIT = { done: 0, failed: 1, input: 2, refused: 3, SIGINT: 130, SIGTERM: 143 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
