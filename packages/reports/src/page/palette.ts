/** The colours of a page by variable, on light and on dark ground. --c1 to --c7 are those of Okabe and Ito (2008). */
export const PALETTE = {
  light: {
    "--paper": "#ffffff",
    "--card": "#f6f7f9",
    "--ink": "#14171c",
    "--soft": "#5b6370",
    "--line": "#e1e4e9",
    "--good": "#00684a",
    "--bad": "#b04400",
    "--c1": "#0072b2",
    "--c2": "#d55e00",
    "--c3": "#009e73",
    "--c4": "#cc79a7",
    "--c5": "#e69f00",
    "--c6": "#56b4e9",
    "--c7": "#14171c",
  },
  dark: {
    "--paper": "#14171c",
    "--card": "#1c2027",
    "--ink": "#e9ecf1",
    "--soft": "#9aa3b2",
    "--line": "#2e343e",
    "--good": "#2fc597",
    "--bad": "#f08a4b",
    "--c1": "#56b4e9",
    "--c2": "#e69f00",
    "--c3": "#18b98a",
    "--c4": "#cc79a7",
    "--c5": "#f0e442",
    "--c6": "#d55e00",
    "--c7": "#e9ecf1",
  },
} as const;

/** As declarations of CSS. */
export const variables = (colors: Readonly<Record<string, string>>): string =>
  Object.entries(colors)
    .map(([name, value]) => `${name}: ${value};`)
    .join(" ");
