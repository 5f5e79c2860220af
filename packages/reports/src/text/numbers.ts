/** How numbers look: the same in every locale. A missing value is a dash. */
type Value = number | null | undefined;

const MISSING = "-";
const finite = (value: Value): value is number => typeof value === "number" && Number.isFinite(value);

/** A share as a percentage: 0.9931 → "99.31 %". */
export const percent = (share: Value, decimals = 2): string =>
  finite(share) ? `${(share * 100).toFixed(decimals)} %` : MISSING;

/** A loss; very large ones in scientific notation. */
export const loss = (value: Value, decimals = 4): string => {
  if (!finite(value)) return value === undefined || value === null ? MISSING : String(value);
  return Math.abs(value) < 1e5 ? value.toFixed(decimals) : value.toExponential(2);
};

/** A whole number with its thousands apart: 12345 → "12,345". */
export const count = (value: Value): string =>
  finite(value) ? String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",") : MISSING;

/** Three digits and a decimal prefix: 1234567 → "1.23 M". */
export function prefixed(value: number): string {
  const prefixes = [
    [1e12, "T"],
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const;
  const [size, prefix] = prefixes.find(([size]) => value >= size * 0.9995) ?? [1, ""];
  return prefix === "" ? String(value) : `${(value / size).toPrecision(3)} ${prefix}`;
}

/** A size in memory: 1048576 → "1.0 MiB". */
export function bytes(value: number): string {
  const units = [
    [2 ** 30, "GiB"],
    [2 ** 20, "MiB"],
    [2 ** 10, "KiB"],
  ] as const;
  const [size, unit] = units.find(([size]) => value >= size) ?? [1, "B"];
  return `${unit === "B" ? value : (value / size).toFixed(1)} ${unit}`;
}

/** A duration: "8.2 s", "3:25", "1:02:03". */
export function duration(seconds: Value): string {
  if (!finite(seconds)) return MISSING;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  return clock(seconds);
}

/** A duration as a clock shows it: "0:07", "3:25", "1:02:03". */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Three significant digits, without trailing zeros: 0.00093412 → "0.000934". */
export const significant = (value: Value): string => (finite(value) ? String(Number(value.toPrecision(3))) : MISSING);
