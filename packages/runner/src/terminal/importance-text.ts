import { percent } from "@assay/reports/text";
import type { Importance, Share, Unknown } from "@assay/sweeps";

/** Parameters that a line names. */
const MOST = 5;

/**
 * Which parameters decide a metric, in a line: their shares of its variance, and where nine of ten trees of the forest have them;
 * undefined where nothing varies.
 */
export function importanceText(found: Importance | Unknown, metric: string): string | undefined {
  if ("reason" in found) return /^too few/.test(found.reason) ? `Parameter importance: ${found.reason}.` : undefined;
  const { parameters, interactions, settings, epoch } = found;
  const after = epoch === null ? "" : ` after epoch ${epoch}`;
  const parts = [
    ...parameters.slice(0, MOST).map(({ name, ...share }) => `${name} ${shareText(share)}`),
    ...(interactions ? [`interactions ${shareText(interactions)}`] : []),
  ];
  return `Shares of the variance of ${metric}${after} over ${settings} settings: ${parts.join(", ")}`;
}

/** "62 % (55 to 71)" */
const shareText = ({ share, low, high }: Share): string =>
  `${percent(share, 0)} (${Math.round(low * 100)} to ${Math.round(high * 100)})`;
