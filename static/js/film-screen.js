// One seat of a film: the terminal that it looked at. All text goes into the page as text, whatever it looks like.

import { lastAt, pictureAt, screensAt, usedColumns } from "./film-state.js";

const NAMED = /^(bright)?(black|red|green|yellow|blue|magenta|cyan|white)$/;
const EXACT = /^#[0-9a-f]{6}$/i;
// Signs that a terminal gives two columns, and a letter's font mostly something else.
const WIDE =
  /(\p{Emoji_Presentation}\ufe0f?|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6])/u;

/** A colour of a style as CSS, "" for one that is none. The 16 of a terminal are variables of film.css. */
export function colourOf(name) {
  if (EXACT.test(name ?? "")) return name;
  return NAMED.test(name ?? "") ? `var(--term-${name})` : "";
}

/** A run's text as [text, isWide] in the order in which it is read. */
export function cellsOf(text) {
  return text
    .split(WIDE)
    .filter((cell) => cell)
    .map((cell) => [cell, WIDE.test(cell)]);
}

export class FilmScreen {
  #screen = null;
  #frame = -1; // the last of its frames that went into what is shown
  #rows = []; // the runs that each row of the page shows

  constructor(pane) {
    this.pane = pane;
    this.box = part(pane, "screen");
    this.lines = part(pane, "lines");
    this.cursor = document.createElement("span");
    this.cursor.className = "film-cursor";
    new ResizeObserver(() => this.#follow()).observe(this.box);
  }

  load(screens, styles) {
    this.screens = screens;
    this.styles = styles;
    this.#screen = null;
  }

  show(t) {
    const { screen, others } = screensAt(this.screens, t);
    if (screen !== this.#screen || !screen) this.#change(screen);
    this.#name(screen, others);
    const frame = screen ? lastAt(screen.frames, t) : -1;
    if (frame === this.#frame) return;
    this.#frame = frame;
    const { lines, cursor } = pictureAt(screen, t);
    this.#write(lines);
    this.#point(cursor);
    this.#follow(lines, cursor);
  }

  #change(screen) {
    this.#screen = screen;
    this.#frame = -1;
    this.#rows = [];
    this.lines.replaceChildren();
    this.#point(null);
    const blank = !screen || !screen.frames.length;
    this.pane.classList.toggle("blank", blank);
    part(this.pane, "empty").textContent = screen
      ? gettext("This stretch was taken out of the recording by who typed here.")
      : gettext("No terminal is open on this seat.");
    if (!blank) part(this.pane, "roll").style.setProperty("--columns", (screen.used ??= usedColumns(screen)));
  }

  #name(screen, others) {
    part(this.pane, "where").textContent = screen?.service ?? "";
    part(this.pane, "who").textContent = screen?.name ?? "";
    part(this.pane, "others").textContent = others.map(({ service }) => service).join(", ");
    part(this.pane, "beside").hidden = !others.length;
  }

  /** Only rows whose runs are others than before are written anew. */
  #write(lines) {
    const rows = Math.max(0, ...lines.keys()) + 1;
    while (this.lines.children.length < rows) this.lines.append(emptyRow());
    [...this.lines.children].forEach((element, row) => {
      if (element === this.cursor || this.#rows[row] === lines.get(row)) return;
      this.#rows[row] = lines.get(row);
      element.replaceChildren(...(lines.get(row) ?? []).flatMap((run) => this.#run(run)));
    });
  }

  #run([text, style]) {
    const about = style ? this.styles[style - 1] : null;
    return cellsOf(text).map(([cell, wide]) => this.#span(cell, wide, about));
  }

  #span(text, wide, style) {
    const span = document.createElement("span");
    span.textContent = text;
    if (wide) span.className = "wide";
    if (!style) return span;
    const [front, back] = [colourOf(style.fg), colourOf(style.bg)];
    const [colour, ground] = style.reverse ? [back || "var(--term-paper)", front || "var(--term-ink)"] : [front, back];
    if (colour) span.style.color = colour;
    if (ground) span.style.backgroundColor = ground;
    if (style.bold) span.style.fontWeight = "700";
    if (style.underline) span.style.textDecoration = "underline";
    return span;
  }

  #point(cursor) {
    this.cursor.hidden = !cursor;
    if (!cursor) return;
    this.cursor.style.setProperty("--x", cursor[0]);
    this.cursor.style.setProperty("--y", cursor[1]);
    if (!this.cursor.isConnected) part(this.pane, "roll").append(this.cursor);
  }

  /** Where there is less room than rows, those around the cursor are shown. */
  #follow(lines = this.shown?.lines, cursor = this.shown?.cursor) {
    if (!lines) return;
    this.shown = { lines, cursor };
    const high = parseFloat(getComputedStyle(this.lines).lineHeight);
    const fitting = Math.max(1, Math.floor((this.box.clientHeight - 8) / high));
    const last = cursor ? cursor[1] : Math.max(0, ...lines.keys());
    part(this.pane, "roll").style.setProperty("--first", Math.max(0, last + 1 - fitting));
  }
}

function emptyRow() {
  const row = document.createElement("div");
  row.className = "film-row";
  return row;
}

export function part(root, name) {
  return root.querySelector(`[data-pane="${name}"]`);
}

/** How wide a letter of the terminal's font is, as a part of its size. */
export function letterRatio(root) {
  const probe = document.createElement("span");
  probe.className = "film-probe";
  probe.textContent = "0".repeat(100);
  root.append(probe);
  const ratio = probe.getBoundingClientRect().width / 100 / parseFloat(getComputedStyle(probe).fontSize);
  probe.remove();
  return ratio || 0.6;
}
