// One terminal in one element (templates/terminal/pane.html): its screen, its line to the shell, what is said about it,
// and what its buttons do. The page around it is its host.

import { TerminalClipboard } from "./terminal-clipboard.js";
import { isFocusReport, isReply, keyCode, withControl } from "./terminal-keys.js";
import { TerminalLine } from "./terminal-line.js";
import { TerminalNotes } from "./terminal-notes.js";
import { showPeople } from "./terminal-people.js";
import { TerminalRecording } from "./terminal-recording.js";
import { TerminalScreen, USUAL } from "./terminal-screen.js";
import { TerminalSettings } from "./terminal-settings.js";

const settings = new TerminalSettings();
const onMac = /^Mac/.test(navigator.platform);
const NOTE_STAYS = { long: 6000, longest: 12_000 }; // milliseconds
const nothing = () => {};
const HOST = { opened: nothing, over: nothing, people: nothing, titled: nothing, wrote: nothing, resized: nothing };

export class TerminalPane {
  me = 0; // the numbers of this pane, and of the one whose terminal answers programs
  leader = 0;
  replaying = false;
  controlHeld = false;

  /**
   * `root` bears role, ticket, title and paste limit. `about`: mode, shell (to come back to), given (somebody has named
   * that shell), size. `host`, each if it wants to: opened(shell), over(), people(others), titled(name), wrote() after
   * output, resized(size), keys(event) (false: the shell does not get it), end() in place of ending the shell at once,
   * takesFocus, whether a shell that opens gets the keyboard, and spare, a SpareLine.
   */
  constructor(root, { mode, shell, given, size }, host) {
    Object.assign(this, { root, mode, host: { ...HOST, ...host }, leaving: new AbortController() });
    this.line = this.makeLine(shell, given, size);
    this.line.open(); // on its way while the screen is made
    const element = root.querySelector(".terminal-screen");
    const resized = (now) => this.resized(now);
    this.screen = new TerminalScreen(element, { settings, types: this.types, size, resized });
    this.terminal = this.screen.terminal;
    this.notes = new TerminalNotes(root);
    this.recording = new TerminalRecording(root, this.types, (frame) => this.line.order(frame), this.notes);
    this.clipboard = new TerminalClipboard(this.terminal, element, Number(root.dataset.pasteLimit), this.notes);
    this.listen();
    this.offerChoices();
  }

  get types() {
    return this.mode === "type";
  }

  /** Whether somebody would lose a shell that they type in. */
  get holdsShell() {
    return this.types && !this.line.finished;
  }

  focus() {
    this.terminal.focus();
  }

  // The line ----------------------------------------------------------------------------------------------------------

  makeLine(shell, given, size = USUAL) {
    return new TerminalLine({
      ticket: this.root.dataset.ticket,
      token: this.root.querySelector("[name=csrfmiddlewaretoken]").value,
      mode: this.mode,
      shell,
      given,
      spare: this.types ? this.host.spare : null,
      size: () => (this.told = this.screen?.wanted ?? size),
      draw: (bytes, done) => this.draw(bytes, done),
      say: (...words) => this.notes.say(...words),
      cut: () => (this.root.dataset.state = "cut"),
      ask: (question) => this.notes.ask(question),
      over: (text) => this.over(text),
      frame: this.frames(),
    });
  }

  frames() {
    return {
      hello: (frame) => this.begin(frame),
      size: ({ columns, rows }) => this.screen.shape(columns, rows),
      replay: () => (this.replaying = true),
      replayed: () => (this.replaying = false),
      who: ({ people, leader }) => this.showPeople(people, leader),
      mode: ({ mode, message }) => (mode === "type" ? this.unlock(message) : this.lock(mode, message)),
      recording: (frame) => this.recording.show(frame),
      notice: ({ message }) => this.notes.say(message, "warning", NOTE_STAYS.long),
      error: ({ message }) => this.notes.say(message, "error", NOTE_STAYS.longest),
    };
  }

  begin({ you, shell, mode }) {
    this.me = you;
    if (mode === "look" && this.types) this.lock(mode, gettext("You only look on again.")); // keys are lent to one line
    this.terminal.reset();
    const waited = this.root.querySelector(".terminal-over").contains(document.activeElement);
    this.notes.hide(".terminal-note", ".terminal-over");
    this.screen.measure();
    if (this.told !== this.screen.wanted) this.resized(this.screen.wanted); // it has changed on the way
    if (this.types && (waited || this.host.takesFocus)) this.focus();
    this.root.dataset.state = "open";
    this.host.opened(shell);
  }

  draw(bytes, done) {
    this.terminal.write(bytes, done);
    if (!this.replaying) this.host.wrote();
  }

  resized(size) {
    if (this.types) this.line?.order({ type: "resize", ...size });
    this.host.resized(size);
  }

  showPeople(people, leader) {
    this.leader = leader;
    showPeople(this.root, people, { me: this.me, mode: this.mode });
    this.host.people(people.filter(({ number }) => number !== this.me));
  }

  /** Who loses the key to the container goes on watching. */
  lock(mode, message) {
    this.mode = this.line.mode = mode;
    this.terminal.options.disableStdin = true;
    this.recording.lock();
    this.notes.say(message, "warning");
  }

  /** A facilitator gets the keys, which the team lends. */
  unlock(message) {
    this.mode = this.line.mode = "type";
    this.terminal.options.disableStdin = false;
    this.resized(this.screen.wanted);
    this.notes.say(message, "warning");
    this.focus();
  }

  over(text) {
    this.root.querySelector(".terminal-people").replaceChildren();
    this.root.dataset.state = "over";
    this.notes.over(text, { again: this.mode !== "look" });
    this.host.people([]);
    this.host.over();
  }

  /** The element is about to go. `endShell`: nobody waits for the shell any more; else it stays for a while. */
  dispose({ endShell = false } = {}) {
    if (endShell) this.line.end();
    else this.line.leave();
    this.leaving.abort();
    this.screen.dispose();
  }

  // What comes from the person ----------------------------------------------------------------------------------------

  listen() {
    const { signal } = this.leaving;
    this.terminal.onData((text) => this.typed(text));
    this.terminal.onBinary((text) =>
      this.line.typeBytes(Uint8Array.from(text, (character) => character.charCodeAt(0))),
    );
    this.terminal.onTitleChange((name) => {
      this.host.titled(name);
      if (!this.replaying) this.line.order({ type: "title", title: name.slice(0, 80) });
    });
    this.terminal.onSelectionChange(() => this.offerForNotes());
    this.terminal.attachCustomKeyEventHandler((event) => this.keys(event));
    this.root.addEventListener("click", ({ target }) => this.pressed(target.closest("button")), { signal });
    this.root
      .querySelector(".terminal-tools")
      .addEventListener("keydown", (event) => this.leaveMenu(event), { signal });
    document.addEventListener("click", ({ target }) => this.closeMenus(target), { signal });
    for (const name of [".terminal-extra", "[data-note]"]) {
      // A phone's keyboard stays up, and the marked text marked:
      this.root.querySelector(name)?.addEventListener("pointerdown", (event) => event.preventDefault(), { signal });
    }
  }

  typed(text) {
    const reply = isReply(text);
    const byItself = reply || isFocusReport(text);
    if ((this.replaying && byItself) || (this.leader !== this.me && reply)) return;
    this.line.type(this.controlHeld ? withControl(text) : text, { reply: byItself });
    if (this.controlHeld) this.holdControl(false);
  }

  /** Whether the shell gets a key. */
  keys(event) {
    if (this.host.keys && !this.host.keys(event)) return false;
    if (!event.ctrlKey || !event.shiftKey) return true;
    if (event.code === "KeyV") return false; // the browser pastes
    if (event.code !== "KeyC" && event.code !== "F6") return true;
    if (event.type === "keydown") {
      event.preventDefault();
      if (event.code === "KeyC") this.clipboard.copy();
      else this.toTools();
    }
    return false;
  }

  toTools() {
    const tools = [...this.root.querySelectorAll(".terminal-tools :is(summary, button)")];
    tools.find((tool) => tool.offsetParent)?.focus();
  }

  acts = {
    copy: () => this.clipboard.copy(),
    paste: () => this.clipboard.paste(),
    end: () => (this.host.end ? this.host.end() : this.line.order({ type: "end" })),
    again: () => {
      if (!this.line.awaitsSandbox) this.notes.hide(".terminal-over");
      this.line.fresh();
      this.focus();
    },
    sendHeld: () => this.decide(() => this.line.sendAsked()),
    dropHeld: () => this.decide(() => this.line.dropAsked()),
    askForKeys: () => this.line.order({ type: "ask_for_keys" }),
    lendKeys: ({ tab }) => this.line.order({ type: "lend_keys", number: Number(tab) }),
    takeKeys: ({ tab }) => this.line.order({ type: "take_keys", number: Number(tab) }),
    smaller: () => settings.resizeText(-1),
    larger: () => settings.resizeText(1),
  };

  decide(act) {
    this.notes.hide(".terminal-held");
    act();
    this.focus();
  }

  pressed(button) {
    const { act, key } = button?.dataset ?? {};
    this.acts[act]?.(button.dataset);
    if (!key) return;
    if (key === "control") this.holdControl(!this.controlHeld);
    else this.terminal.input(keyCode(key, this.terminal.modes.applicationCursorKeysMode));
    this.focus();
  }

  holdControl(on) {
    this.controlHeld = on;
    this.root.querySelector('[data-key="control"]').setAttribute("aria-pressed", String(on));
  }

  closeMenus(except) {
    for (const menu of this.root.querySelectorAll(".terminal-menu[open]")) {
      if (!menu.contains(except)) menu.open = false;
    }
  }

  leaveMenu({ key, target }) {
    const menu = key === "Escape" && target.closest(".terminal-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  }

  /** Marked text can go into the notes, where the page has some. */
  offerForNotes() {
    const button = this.root.querySelector("[data-note]");
    if (!button) return;
    const text = this.terminal.getSelection();
    button.dataset.note = text;
    button.hidden = !text.trim();
  }

  // Choices, for every terminal of this browser -----------------------------------------------------------------------

  offerChoices() {
    const boxes = { screenReaderMode: ".terminal-reader", macOptionIsMeta: ".terminal-meta" };
    for (const [name, selector] of Object.entries(boxes)) {
      const box = this.root.querySelector(selector);
      box.checked = settings.options[name];
      box.addEventListener("change", () => settings.turn(name, box.checked));
      this.leaving.signal.addEventListener(
        "abort",
        settings.follow((options) => (box.checked = options[name])),
      );
    }
    this.root.querySelector(".terminal-meta").closest("p").hidden = !onMac;
  }
}
