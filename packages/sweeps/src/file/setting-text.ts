import type { Setting } from "../space.ts";

/** A setting in a line: "optimizer.lr=0.1, training.batch_size=64". */
export const settingText = (setting: Setting): string =>
  Object.entries(setting)
    .map(([path, value]) => `${path}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ") || "the experiment as it is";
