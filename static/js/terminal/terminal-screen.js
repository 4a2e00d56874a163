// The screen of one terminal: xterm.js in its element, as large as what everybody who types can see.

import "./xterm-styles.js";
import { FitAddon } from "@xterm/addon-fit";
import { Unicode11Addon } from "@xterm/addon-unicode11";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";

import { theme } from "./terminal-theme.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
export const USUAL = { columns: 80, rows: 24 };

export class TerminalScreen {
  /** `size` {columns, rows}: what fits until it is measured; `resized(size)` is told each time that something else fits. */
  constructor(element, { settings, types, size, resized }) {
    Object.assign(this, { element, resized, wanted: size ?? USUAL, leaving: new AbortController() });
    this.terminal = new Terminal({
      ...settings.options,
      allowProposedApi: true,
      cursorBlink: !stillness.matches,
      disableStdin: !types,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--mono"),
      minimumContrastRatio: 4.5,
      scrollback: 5000,
      theme: theme(dark.matches),
      linkHandler: { activate: (event, address) => /^https?:/.test(address) && open(address, "_blank", "noopener") },
    });
    this.fit = new FitAddon();
    this.terminal.loadAddon(this.fit);
    this.terminal.loadAddon(new WebLinksAddon((event, address) => open(address, "_blank", "noopener")));
    this.terminal.loadAddon(new Unicode11Addon());
    this.terminal.unicode.activeVersion = "11";
    this.terminal.open(element);
    this.unfollow = settings.follow((options) => this.set(options));
    this.watch();
    this.measure();
    this.terminal.resize(this.wanted.columns, this.wanted.rows);
  }

  watch() {
    const { signal } = this.leaving;
    dark.addEventListener("change", () => this.set({ theme: theme(dark.matches) }), { signal });
    this.observer = new ResizeObserver(() => {
      cancelAnimationFrame(this.pending);
      this.pending = requestAnimationFrame(() => this.measure());
    });
    this.observer.observe(this.element);
    this.measureWithFont();
  }

  /** What was measured before the typeface had come is wrong. */
  async measureWithFont() {
    const { fontFamily, fontSize } = this.terminal.options;
    const font = `${fontSize}px ${fontFamily}`;
    if (document.fonts.check(font)) return;
    await document.fonts.load(font).catch(() => null);
    if (!this.leaving.signal.aborted) this.set({ fontFamily: "monospace" }, { fontFamily });
  }

  /** Options of xterm.js, one set after the other. What fits may be something else then. */
  set(...options) {
    for (const each of options) Object.assign(this.terminal.options, each);
    this.measure();
  }

  /** What fits here now. Where nothing is shown nothing is measured, and what was known stays right. */
  measure() {
    const fits = this.element.offsetParent && this.fit.proposeDimensions();
    if (!fits || !fits.cols || !fits.rows) return;
    if (fits.cols === this.wanted.columns && fits.rows === this.wanted.rows) return;
    this.wanted = { columns: fits.cols, rows: fits.rows };
    this.resized(this.wanted);
  }

  /** What the server says that everybody who types can see. */
  shape(columns, rows) {
    this.element.classList.toggle("shared", columns !== this.wanted.columns || rows !== this.wanted.rows);
    if (columns !== this.terminal.cols || rows !== this.terminal.rows) this.terminal.resize(columns, rows);
  }

  dispose() {
    this.leaving.abort();
    this.unfollow();
    this.observer.disconnect();
    cancelAnimationFrame(this.pending);
    this.terminal.dispose();
  }
}
