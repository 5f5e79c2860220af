import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/**
 * What runs in a page. It unpacks ECharts into a script element, whose code the page's policy knows by its hash, so that
 * neither `unsafe-eval` nor `blob:` is needed, and draws each chart again when it is about to be seen. Where that fails, the
 * drawing that is there stays.
 */
const BOOT = `
"use strict";
addEventListener("load", async () => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const packed = document.getElementById("echarts").textContent;
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const script = document.createElement("script");
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  script.textContent = await new Response(stream).text();
  document.head.append(script);
  if (!window.echarts) return;
  const draw = (figure) => {
    const { option, unit } = charts[figure.dataset.chart];
    const text = (value) => (typeof value === "number" ? value.toLocaleString("en", { maximumSignificantDigits: 5 }) : String(value ?? "–"));
    if (option.tooltip && !option.tooltip.formatter) option.tooltip.valueFormatter = (value) => text(value) + unit;
    const live = figure.querySelector(".live");
    figure.classList.add("is-live");
    const chart = echarts.init(live, null, { renderer: "svg" });
    chart.setOption(option);
    new ResizeObserver(() => live.clientWidth > 0 && chart.resize()).observe(live);
  };
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        watcher.unobserve(target);
        draw(target);
      }
    },
    { rootMargin: "400px" },
  );
  for (const figure of document.querySelectorAll("[data-chart]")) watcher.observe(figure);
});
`.trim();

export interface Hydration {
  /** The code of the page's own script. */
  readonly boot: string;
  /** ECharts, compressed, as base64. */
  readonly packed: string;
  /** Sources of the policy's script-src. */
  readonly allowed: readonly string[];
}

let made: Hydration | undefined;

/** What a page with charts carries; made once a process. */
export function hydration(): Hydration {
  if (made) return made;
  const code = readFileSync(new URL(import.meta.resolve("echarts/dist/echarts.min.js")));
  made = {
    boot: BOOT,
    packed: gzipSync(code, { level: 5 }).toString("base64"),
    allowed: [sourceHash(BOOT), sourceHash(code)],
  };
  return made;
}

const sourceHash = (code: string | Uint8Array): string =>
  `'sha256-${createHash("sha256").update(code).digest("base64")}'`;
