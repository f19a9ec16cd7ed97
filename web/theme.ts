// The values of the visual language, day and night; one meaning a color.
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from "@mantine/core";

const DAY = {
  bg: "#eef0f3",
  surface: "#ffffff",
  raised: "#f6f7f9",
  hover: "#eaecf0",
  line: "#d7dbe1",
  "line-soft": "#e7eaee",
  edge: "#7d8796",
  ink: "#12161d",
  "ink-2": "#414955",
  "ink-3": "#59626f",
  act: "#12161d",
  "on-act": "#ffffff",
  red: "#a8101b",
  "red-solid": "#c0121f",
  "on-red": "#ffffff",
  "red-tint": "#fdeaeb",
  "red-edge": "#d9848a",
  amber: "#7d4300",
  "amber-solid": "#ffb31a",
  "on-amber": "#1c1200",
  "amber-tint": "#fff1d2",
  "amber-edge": "#c98a1b",
  blue: "#0b4cab",
  "blue-solid": "#1257c3",
  "on-blue": "#ffffff",
  "blue-tint": "#e6effd",
  "blue-edge": "#7fa8e6",
  grey: "#59626f",
  "grey-solid": "#646e7b",
  "on-grey": "#ffffff",
  "grey-tint": "#eceff2",
  "grey-edge": "#a3abb6",
  violet: "#6a2db0",
  "violet-solid": "#7434bd",
  "on-violet": "#ffffff",
  "violet-tint": "#f2eafb",
  "violet-edge": "#b795de",
  "blue-mark": "#1257c3",
  "violet-mark": "#7434bd",
  "shadow-over": "0 6px 24px rgb(10 14 20 / .18), 0 0 0 1px rgb(10 14 20 / .10)",
  hatch: "repeating-linear-gradient(135deg, #e0e4e9 0 5px, #f5f6f8 5px 10px)",
  "hatch-edge": "#8f98a5",
  "stripe-ex": "repeating-linear-gradient(135deg, #0b3f94 0 14px, #1257c3 14px 28px)",
} as const;

const NIGHT: { readonly [name in keyof typeof DAY]: string } = {
  bg: "#090b0e",
  surface: "#101318",
  raised: "#171b21",
  hover: "#1d222a",
  line: "#2a313b",
  "line-soft": "#20262e",
  edge: "#7a8493",
  ink: "#d9dde3",
  "ink-2": "#aab2bd",
  "ink-3": "#8d96a3",
  act: "#d9dde3",
  "on-act": "#101318",
  red: "#ff8a8a",
  "red-solid": "#b4202a",
  "on-red": "#ffffff",
  "red-tint": "#35161a",
  "red-edge": "#8a3a40",
  amber: "#ffc861",
  "amber-solid": "#4a3200",
  "on-amber": "#ffd68a",
  "amber-tint": "#2e2208",
  "amber-edge": "#b98322",
  blue: "#8dbbff",
  "blue-solid": "#1f4f99",
  "on-blue": "#ffffff",
  "blue-tint": "#132540",
  "blue-edge": "#3f6bad",
  grey: "#8d96a3",
  "grey-solid": "#565f6b",
  "on-grey": "#ffffff",
  "grey-tint": "#1d222a",
  "grey-edge": "#565f6b",
  violet: "#c9a4f5",
  "violet-solid": "#6a3aa8",
  "on-violet": "#ffffff",
  "violet-tint": "#271a3a",
  "violet-edge": "#6f4da0",
  "blue-mark": "#5e97ec",
  "violet-mark": "#b184ea",
  "shadow-over": "0 6px 24px rgb(0 0 0 / .6), 0 0 0 1px #2a313b",
  hatch: "repeating-linear-gradient(135deg, #2a313b 0 5px, #171b21 5px 10px)",
  "hatch-edge": "#7a8493",
  "stripe-ex": "repeating-linear-gradient(135deg, #132f5e 0 14px, #1f4f99 14px 28px)",
};

const INK: MantineColorsTuple = [
  "#f6f7f9",
  "#eceff2",
  "#d7dbe1",
  "#a3abb6",
  "#7d8796",
  "#59626f",
  "#414955",
  "#2a313b",
  "#1d222a",
  "#12161d",
];

export const FONT =
  '"Inter Digits", "Inter Variable", "Noto Sans", "Noto Sans CJK SC", "Noto Sans Arabic", system-ui, sans-serif';

export const theme = createTheme({
  primaryColor: "ink",
  primaryShade: { light: 9, dark: 2 },
  colors: { ink: INK },
  defaultRadius: 4,
  fontFamily: FONT,
  fontSizes: { xs: "13px", sm: "13px", md: "15px", lg: "17px", xl: "21px" },
  lineHeights: { xs: "18px", sm: "18px", md: "21px", lg: "24px", xl: "28px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  respectReducedMotion: true,
  autoContrast: true,
  // The contrast is reckoned for the day alone: by night the main button's ink is light, and its words must be dark.
  variantColorResolver: input => {
    const colors = defaultVariantColorsResolver(input);
    return input.variant === "filled" && input.color === "ink" ? { ...colors, color: "var(--on-act)" } : colors;
  },
});

const named = (tokens: { readonly [name: string]: string }) =>
  Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--${name}`, value]));

const shared = (scheme: "day" | "night") => ({
  "--mantine-color-body": `var(--bg)`,
  "--mantine-color-text": `var(--ink)`,
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-color": "var(--ink)",
  "--mantine-color-default-border": "var(--edge)",
  "--mantine-color-dimmed": "var(--ink-3)",
  "--mantine-color-placeholder": "var(--ink-3)",
  "--mantine-color-error": "var(--red)",
  ...named(scheme === "day" ? DAY : NIGHT),
});

/** Hands the tokens to Mantine and to our CSS modules under the same names, for both schemes. */
export const resolver: CSSVariablesResolver = () => ({
  variables: {},
  light: shared("day"),
  dark: shared("night"),
});
