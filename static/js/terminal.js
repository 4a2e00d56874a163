// A terminal's page: xterm.js before a socket (terminal-line.js), paste, keys, who is here, and coming back after a
// cut.

import { FitAddon } from "@xterm/addon-fit";
import { Unicode11Addon } from "@xterm/addon-unicode11";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";

import { copyText } from "./clipboard.js";
import { isFocusReport, isReply, keyCode, withControl } from "./terminal-keys.js";
import { TerminalLine } from "./terminal-line.js";
import { TerminalNotes } from "./terminal-notes.js";
import { showPeople } from "./terminal-people.js";
import { TerminalRecording } from "./terminal-recording.js";
import { theme } from "./terminal-theme.js";

const page = document.querySelector(".terminal");
const { role, ticket, title } = page.dataset;
let { mode } = page.dataset; // who loses the key to the container goes on watching
const limit = Number(page.dataset.pasteLimit);
const screen = page.querySelector(".terminal-screen");
const dark = matchMedia("(prefers-color-scheme: dark)");
const KEEP = `gameday-shell-${role}`;
const TEXT = "gameday-terminal-text";
const READER = "gameday-terminal-reader";
const META = "gameday-terminal-meta";
const onMac = /^Mac/.test(navigator.platform);
const NOTE_STAYS = { short: 1500, usual: 3000, long: 6000, longest: 12_000 }; // milliseconds

// xterm.js writes style elements; the page's policy lets in those that bear its nonce.
const nonce = document.querySelector("script[nonce]")?.nonce;
const create = document.createElement.bind(document);
document.createElement = (name, ...rest) => {
  const element = create(name, ...rest);
  if (nonce && String(name).toLowerCase() === "style") element.nonce = nonce;
  return element;
};

const terminal = new Terminal({
  allowProposedApi: true,
  cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  disableStdin: mode !== "type",
  fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--mono"),
  fontSize: Number(localStorage.getItem(TEXT)) || 15,
  macOptionIsMeta: localStorage.getItem(META) === "yes",
  minimumContrastRatio: 4.5,
  screenReaderMode: localStorage.getItem(READER) === "yes",
  scrollback: 5000,
  theme: theme(dark.matches),
  linkHandler: { activate: (event, address) => /^https?:/.test(address) && open(address, "_blank", "noopener") },
});
const fit = new FitAddon();
terminal.loadAddon(fit);
terminal.loadAddon(new WebLinksAddon((event, address) => open(address, "_blank", "noopener")));
terminal.loadAddon(new Unicode11Addon());
terminal.unicode.activeVersion = "11";
terminal.open(screen);

const notes = new TerminalNotes(page);
const recording = new TerminalRecording(page, mode === "type", (frame) => line.order(frame), notes);
let me = 0; // the numbers of this tab, and of the one whose terminal answers programs
let leader = 0;
let replaying = false;
let controlHeld = false;
let leaving = false; // by a link of the page: no question is asked
let wanted = { columns: 80, rows: 24 };

// The line ------------------------------------------------------------------------------------------------------------

const line = new TerminalLine({
  ticket,
  token: page.querySelector("[name=csrfmiddlewaretoken]").value,
  mode,
  shell: page.dataset.shell || sessionStorage.getItem(KEEP) || "",
  given: Boolean(page.dataset.shell),
  size: () => wanted,
  draw: (bytes, done) => terminal.write(bytes, done),
  say: (...words) => notes.say(...words),
  cut: () => (page.dataset.state = "cut"),
  ask: (question) => notes.ask(question),
  over,
  frame: {
    hello(frame) {
      me = frame.you;
      if (mode === "type") sessionStorage.setItem(KEEP, frame.shell);
      terminal.reset();
      notes.hide(".terminal-note", ".terminal-over");
      measure();
      if (mode === "type") terminal.focus();
      page.dataset.state = "open";
    },
    size: ({ columns, rows }) => shape(columns, rows),
    replay() {
      replaying = true;
    },
    replayed() {
      replaying = false;
    },
    who: ({ people, leader: first }) => {
      leader = first;
      showPeople(page, people, { me, mode });
    },
    mode: ({ mode: now, message }) => {
      mode = line.mode = now;
      terminal.options.disableStdin = true;
      recording.lock();
      notes.say(message, "warning");
    },
    recording: (frame) => recording.show(frame),
    notice: ({ message }) => notes.say(message, "warning", NOTE_STAYS.long),
    error: ({ message }) => notes.say(message, "error", NOTE_STAYS.longest),
  },
});

terminal.onData((text) => {
  const reply = isReply(text);
  const byItself = reply || isFocusReport(text);
  if ((replaying && byItself) || (leader !== me && reply)) return;
  line.type(controlHeld ? withControl(text) : text, { reply: byItself });
  if (controlHeld) holdControl(false);
});
terminal.onBinary((text) => line.typeBytes(Uint8Array.from(text, (character) => character.charCodeAt(0))));
terminal.onTitleChange((name) => {
  document.title = `${name} · ${title}`;
  if (!replaying) line.order({ type: "title", title: name.slice(0, 80) });
});

// Size: what fits here. What everybody who types can see is what the server says. -------------------------------------

function measure() {
  const fits = fit.proposeDimensions();
  if (!fits || !fits.cols || !fits.rows) return;
  if (fits.cols === wanted.columns && fits.rows === wanted.rows && line.ready) return;
  wanted = { columns: fits.cols, rows: fits.rows };
  if (mode === "type") line.order({ type: "resize", ...wanted });
}

function shape(columns, rows) {
  screen.classList.toggle("shared", columns !== wanted.columns || rows !== wanted.rows);
  if (columns !== terminal.cols || rows !== terminal.rows) terminal.resize(columns, rows);
}

let pending;
new ResizeObserver(() => {
  cancelAnimationFrame(pending);
  pending = requestAnimationFrame(measure);
}).observe(screen);
visualViewport?.addEventListener("resize", () =>
  document.body.style.setProperty("--visible", `${visualViewport.height}px`),
);
dark.addEventListener("change", () => {
  terminal.options.theme = theme(dark.matches);
});

function over(text) {
  sessionStorage.removeItem(KEEP);
  page.querySelector(".terminal-people").replaceChildren();
  page.dataset.state = "over";
  notes.over(text, { again: mode !== "look" });
}

// Copy and paste ------------------------------------------------------------------------------------------------------

terminal.attachCustomKeyEventHandler((event) => {
  if (event.ctrlKey && event.shiftKey && event.code === "KeyC") {
    if (event.type === "keydown") {
      event.preventDefault();
      copy();
    }
    return false;
  }
  if (event.ctrlKey && event.shiftKey && event.code === "KeyV") return false; // the browser pastes
  if (event.ctrlKey && event.shiftKey && event.code === "F6") {
    if (event.type === "keydown") page.querySelector(".terminal-tools summary, .terminal-tools button").focus();
    return false;
  }
  return true;
});

async function copy() {
  const text = terminal.getSelection();
  if (!text) {
    notes.say(gettext("Mark some text first, then copy."), "warning", NOTE_STAYS.usual);
    return;
  }
  if (await copyText(text)) notes.say(gettext("Copied."), "success", NOTE_STAYS.short);
  else {
    const refused = gettext("The browser does not let this page copy. Use its own menu on the marked text.");
    notes.say(refused, "warning", NOTE_STAYS.long);
  }
}

// A paste too large is refused whole, before a byte of it is sent.
screen.addEventListener(
  "paste",
  (event) => {
    if (mayPaste(event.clipboardData?.getData("text/plain") ?? "")) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

/** Whether that may be pasted; if not, says why. */
function mayPaste(text) {
  const size = new TextEncoder().encode(text).length;
  if (size <= limit) return true;
  const sentence = gettext(
    "That paste has %(size)s MB; at most %(limit)s MB goes through at once, so nothing was sent. Paste it in pieces.",
  );
  const megabytes = { size: (size / 2 ** 20).toFixed(1), limit: limit / 2 ** 20 };
  notes.say(interpolate(sentence, megabytes, true), "error", NOTE_STAYS.longest);
  return false;
}

async function paste() {
  try {
    const text = await navigator.clipboard.readText();
    if (mayPaste(text)) terminal.paste(text);
  } catch {
    const refused = gettext(
      "The browser does not let this page read the clipboard. Press long on the terminal and choose “Paste”.",
    );
    notes.say(refused, "warning", NOTE_STAYS.long);
  }
  terminal.focus();
}

// Buttons and a phone's missing keys ----------------------------------------------------------------------------------

const acts = {
  copy,
  paste,
  end: () => line.order({ type: "end" }),
  again: () => {
    notes.hide(".terminal-over");
    line.fresh();
  },
  sendHeld: () => {
    notes.hide(".terminal-held");
    line.sendAsked();
    terminal.focus();
  },
  dropHeld: () => {
    notes.hide(".terminal-held");
    line.dropAsked();
    terminal.focus();
  },
  smaller: () => resizeText(-1),
  larger: () => resizeText(1),
};

function resizeText(step) {
  terminal.options.fontSize = Math.min(32, Math.max(9, terminal.options.fontSize + step));
  localStorage.setItem(TEXT, terminal.options.fontSize);
  measure();
}

function holdControl(on) {
  controlHeld = on;
  page.querySelector('[data-key="control"]').setAttribute("aria-pressed", String(on));
}

function press(key) {
  if (key === "control") holdControl(!controlHeld);
  else terminal.input(keyCode(key, terminal.modes.applicationCursorKeysMode));
}

page.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  leaving = target.closest("a.terminal-back") !== null;
  if (button?.dataset.act) acts[button.dataset.act]();
  if (button?.dataset.key) {
    press(button.dataset.key);
    terminal.focus();
  }
  for (const menu of page.querySelectorAll(".terminal-menu[open]")) if (!menu.contains(target)) menu.open = false;
});
// A phone's keyboard stays up:
page.querySelector(".terminal-extra").addEventListener("pointerdown", (event) => event.preventDefault());

function choice(name, option, key) {
  const box = page.querySelector(name);
  box.checked = terminal.options[option];
  box.addEventListener("change", () => {
    terminal.options[option] = box.checked;
    localStorage.setItem(key, box.checked ? "yes" : "no");
  });
}
choice(".terminal-reader", "screenReaderMode", READER);
choice(".terminal-meta", "macOptionIsMeta", META);
page.querySelector(".terminal-meta").closest("p").hidden = !onMac;

// Ctrl+W is a shell's own key, and a browser's that no page gets: it asks before it closes the tab, and the shell with it.
addEventListener("beforeunload", (event) => {
  if (mode === "type" && page.dataset.state !== "over" && !leaving) event.preventDefault();
});

measure();
terminal.resize(wanted.columns, wanted.rows);
line.open();
