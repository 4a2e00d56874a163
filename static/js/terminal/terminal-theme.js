// The terminal's colours, light and dark, on the page's own paper.

const LIGHT = {
  background: "#fffdf7",
  foreground: "#281a38",
  cursor: "#6025b5",
  cursorAccent: "#fffdf7",
  selectionBackground: "#f2b13488",
  black: "#281a38",
  red: "#a81f1a",
  green: "#12633f",
  yellow: "#7d4e00",
  blue: "#124f9c",
  magenta: "#8c1d5f",
  cyan: "#00626b",
  white: "#62566e",
  brightBlack: "#62566e",
  brightRed: "#b3261e",
  brightGreen: "#1a7a4f",
  brightYellow: "#8a5600",
  brightBlue: "#2563c4",
  brightMagenta: "#6025b5",
  brightCyan: "#0a7882",
  brightWhite: "#3d2f4d",
};
const DARK = {
  background: "#15101d",
  foreground: "#f5eee0",
  cursor: "#c6a8ff",
  cursorAccent: "#15101d",
  selectionBackground: "#f2b13466",
  black: "#2b2137",
  red: "#ff8a7d",
  green: "#74e3ae",
  yellow: "#ffcf5c",
  blue: "#9fc8ff",
  magenta: "#ffa9d6",
  cyan: "#7fe0e8",
  white: "#e4dacb",
  brightBlack: "#8d7ba2",
  brightRed: "#ffa094",
  brightGreen: "#9df0c8",
  brightYellow: "#ffdf8f",
  brightBlue: "#bcd9ff",
  brightMagenta: "#c6a8ff",
  brightCyan: "#a8edf2",
  brightWhite: "#fffdf7",
};

/** xterm.js's theme. */
export function theme(dark) {
  return dark ? DARK : LIGHT;
}
