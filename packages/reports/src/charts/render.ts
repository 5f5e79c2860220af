import { init } from "echarts/dist/echarts.esm.min";
import type { Chart } from "../contract.ts";
import { plain } from "../page/html.ts";
import { withoutInherited } from "./chart-text.ts";
import { BASE } from "./theme.ts";

/** A chart's option with what all charts share: what is drawn here, and in the page. */
export const wholeOption = ({ option }: Chart): Chart["option"] =>
  withoutInherited({ ...BASE, ...option }) as Chart["option"];

/**
 * A chart as SVG. The same chart gives the same bytes, whatever was drawn before: what ECharts numbers through a process
 * bears the chart's name instead. Its colours are variables of the page, and it holds no style that could leave it.
 */
export function renderSvg(chart: Chart): string {
  const { name, width, height } = chart;
  const drawn = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    drawn.setOption(wholeOption(chart));
    return plain(drawn.renderToSVGString())
      .replace(/<style ?>[\s\S]*?<\/style>\s*/, "") // what happens under a pointer, which the page does otherwise
      .replace(/ (?:class="zr\d+-cls-\d+"|ecmeta_\w+="[^"]*"|pointer-events="visible")/g, "")
      .replace(/\bzr\d+-/g, `${name}-`)
      .replace(/ width="\d+" height="\d+"/, "")
      .replace(/<rect width="\d+" height="\d+" x="0" y="0" fill="none"><\/rect>\n?/, "");
  } finally {
    drawn.dispose();
  }
}
