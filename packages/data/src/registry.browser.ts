import { synthetic } from "./datasets/synthetic.ts";

export { augmentations } from "./registry.ts";

/**
 * The datasets of a page, which has no files: `#registry` where a bundler sets the condition `browser`. What a page
 * fetches it gives to `prepare` as a dataset of its own.
 */
export const datasets = { synthetic } as const;
