import { FONT } from "../charts/theme.ts";
import { PALETTE, variables } from "./palette.ts";

/** The style of every page: one column of cards, charts in two where there is room, both schemes, print. */
export const STYLE = `
:root { color-scheme: light dark; ${variables(PALETTE.light)} }
@media (prefers-color-scheme: dark) { :root { ${variables(PALETTE.dark)} } }
@media print { :root { color-scheme: light; ${variables(PALETTE.light)} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 ${FONT};
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
main { max-width: 1120px; margin: 0 auto; padding: 40px 24px 64px; display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); column-gap: 40px; align-items: start; }
section { grid-column: 1 / -1; min-width: 0; }
section.half { grid-column: span 1; }
@media (max-width: 860px) { section.half { grid-column: 1 / -1; } }
h1 { font-size: 26px; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; margin: 0; }
h2 { font-size: 18px; font-weight: 650; margin: 40px 0 14px; padding-top: 14px; border-top: 1px solid var(--line); }
h3 { font-size: 14px; font-weight: 600; margin: 20px 0 6px; }
p { margin: 8px 0; max-width: 76ch; }
a { color: var(--c1); }
.whole { white-space: nowrap; }
.soft, .kicker { color: var(--soft); }
.kicker { font-size: 13px; margin: 0 0 4px; }
.banner { border-left: 4px solid var(--bad); background: var(--card); padding: 10px 16px; margin: 20px 0; border-radius: 0 6px 6px 0; max-width: none; }
.banner strong { color: var(--bad); }
.hero { display: flex; flex-wrap: wrap; gap: 8px 40px; align-items: flex-end; margin: 28px 0 8px; }
.figure { font-size: 60px; line-height: 1; font-weight: 680; letter-spacing: -0.03em; white-space: nowrap; }
.figure small { font-size: 26px; font-weight: 500; letter-spacing: 0; color: var(--soft); }
.figure-of { color: var(--soft); font-size: 14px; margin-bottom: 6px; }
.judgement { font-size: 17px; line-height: 1.5; max-width: 66ch; margin: 18px 0 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 1px; margin: 28px 0 0; padding: 0; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.tiles div { padding: 12px 16px; box-shadow: 0 0 0 1px var(--line); }
.tiles dt { color: var(--soft); font-size: 13px; }
.tiles dd { margin: 2px 0 0; font-size: 18px; font-weight: 600; }
.tiles dd small { display: block; font-size: 12px; font-weight: 400; color: var(--soft); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 28px 36px; margin: 18px 0; }
figure { margin: 0; min-width: 0; break-inside: avoid; }
figcaption { font-size: 14px; font-weight: 600; margin-bottom: 8px; }
.still { overflow-x: auto; }
.still svg { display: block; width: 100%; height: auto; }
.live { display: none; width: 100%; }
.is-live > .live { display: block; }
.is-live > .still { display: none; }
.box { overflow-x: auto; max-width: 100%; margin: 12px 0; }
table { border-collapse: collapse; font-size: 14px; }
th, td { text-align: left; padding: 6px 16px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
th { font-weight: 600; color: var(--soft); font-size: 13px; white-space: nowrap; }
td.n, th.n { text-align: right; white-space: nowrap; }
td.t { min-width: 9em; max-width: 24em; overflow-wrap: anywhere; }
tr.first td { font-weight: 650; }
tbody th { font-weight: 500; padding-right: 28px; }
.bar { display: inline-block; width: 88px; height: 8px; border-radius: 4px; background: var(--line); vertical-align: 1px; overflow: hidden; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.bar i { display: block; height: 100%; background: var(--c2); }
code, pre { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { background: var(--card); padding: 14px 16px; border-radius: 8px; overflow-x: auto; margin: 10px 0; overflow-wrap: normal; }
.layers { margin: 0; padding: 0 0 0 22px; columns: 2; column-gap: 40px; } .layers li { margin: 0 0 2px; break-inside: avoid; }
details { margin: 12px 0; }
summary { cursor: pointer; color: var(--soft); }
ul { padding-left: 20px; margin: 8px 0; }
li { margin: 4px 0; max-width: 90ch; }
.pictures { display: flex; flex-wrap: wrap; gap: 14px 10px; margin: 16px 0; padding: 0; list-style: none; }
.pictures li { width: var(--wide); font-size: 13px; line-height: 1.35; margin: 0; break-inside: avoid; }
.pictures i { display: block; width: var(--wide); height: var(--high); margin-bottom: 5px; border-radius: 3px; background: var(--sheet) no-repeat; background-size: var(--wide) var(--all); image-rendering: pixelated; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.verdicts { list-style: none; padding: 0; }
.verdicts li { padding: 10px 0 10px 16px; border-left: 3px solid var(--line); margin: 10px 0; }
.verdicts li.decided { border-color: var(--good); }
footer { margin-top: 56px; padding-top: 14px; border-top: 1px solid var(--line); color: var(--soft); font-size: 13px; }
@media (max-width: 640px) {
  main { padding: 22px 16px 40px; }
  h1 { font-size: 21px; } h2 { margin-top: 38px; }
  .layers { columns: 1; }
  .figure { font-size: 46px; } .figure small { font-size: 20px; }
  .judgement { font-size: 16px; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
}
@media print {
  body { font-size: 11px; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; margin-top: 24px; }
  .charts { grid-template-columns: 1fr 1fr; gap: 14px 20px; }
  .charts.one { grid-template-columns: 1fr; }
  .live, .is-live > .live { display: none; }
  .still, .is-live > .still { display: block; overflow: visible; }
  .still svg { min-width: 0 !important; }
  .box { overflow: visible; }
  table { font-size: 10px; } th { font-size: 10px; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  tr, li { break-inside: avoid; }
}
`.trim();
