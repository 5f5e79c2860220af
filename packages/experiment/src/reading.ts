import type { Guide } from "./guide.ts";
import type { Registries } from "./parts.ts";
import type { Spot } from "./source.ts";

/** Whose rules are broken. */
export interface Rules {
  /** Who speaks where no part does: "experiment/spec". */
  readonly speaker: string;
  readonly guide: Guide;
  readonly registries: Registries;
  /** What other libraries call the keys at the top. */
  readonly hints: Readonly<Record<string, string>>;
}

/** One mistake in words. */
export interface Reading {
  readonly part: string;
  readonly rule: string;
  readonly hint: string | undefined;
  readonly spot: Spot;
  /** The dotted path of a key that is missing; it has no location of its own. */
  readonly missing?: string | undefined;
  /** The dotted path that an unknown key probably stands for. */
  readonly meant?: string | undefined;
}
