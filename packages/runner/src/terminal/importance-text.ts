import { percent } from "@assay/reports/text";
import type { Importance, Share, Unknown } from "@assay/sweeps";

/** Parameters that a line names. */
const MOST = 5;

/**
 * Which parameters decide a metric, in a line: their shares of its variance, and where nine of ten trees of the forest have them.
 */
export function importanceText(found: Importance | Unknown, metric: string): string {
  if ("reason" in found) return `Parameter importance: ${found.reason}.`;
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
