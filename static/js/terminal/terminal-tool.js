// A tab of the desk with a terminal, or with two beside each other.

import { freeNumber, tabTitle, terminalTitle } from "../desk/terminal-tabs.js";
import { SpareLine } from "./spare-line.js";
import { TerminalPane } from "./terminal-pane.js";
import { TerminalSplit } from "./terminal-split.js";
import { fillPlaces, fillTemplate } from "./terminal-template.js";
import { showVisibleHeight } from "./visible-height.js";

const tools = new Set();
const spare = new SpareLine();
let usualSize; // of the terminal that was measured last
const ARROWS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

export class TerminalTool {
  seats = []; // one or two of {about, root, pane, others}; `about`: what is kept of it in the tab's options
  unread = false;

  /** `desk`: template, and ask(question, choices) as in dialog.js. */
  constructor(panel, options, tab, desk) {
    Object.assign(this, { panel, tab, desk });
    this.element = Object.assign(document.createElement("div"), { className: "terminals" });
    panel.replaceChildren(this.element);
    const { beside, share, ...first } = options;
    this.split = new TerminalSplit(this.element, { share, changed: (now) => tab.options({ share: now }) });
    this.add(first);
    if (beside) this.add(beside);
    this.arrange();
    tools.add(this);
  }

  get holdsShell() {
    return this.seats.some(({ pane }) => pane.holdsShell);
  }

  focus() {
    (this.seats.find(({ root }) => root === this.latest) ?? this.seats[0]).pane.focus();
  }

  /** The tab is before somebody's eyes. */
  shown() {
    this.unread = false;
    this.showNote();
  }

  // One terminal, or two ----------------------------------------------------------------------------------------------

  add(about) {
    const root = fillTemplate(this.desk.template, about, terminalTitle(about));
    const seat = { about, root, others: [] };
    this.element.append(root);
    this.seats.push(seat);
    root.addEventListener("focusin", () => (this.latest = root));
    root.addEventListener("click", ({ target }) => this.pressed(target.closest("button")));
    root.querySelector(".terminal-places").addEventListener("toggle", ({ target }) => fillPlaces(target));
    const { shell = "", size = usualSize, joined } = about;
    seat.pane = new TerminalPane(root, { mode: about.mode || "type", shell, given: joined, size }, this.hostOf(seat));
    return seat;
  }

  hostOf(seat) {
    return {
      spare,
      opened: (shell) => this.opened(seat, shell),
      over: () => this.over(seat),
      people: (others) => {
        seat.others = others;
        this.showNote();
      },
      resized: (size) => this.keep(seat, { size: (usualSize = size) }),
      wrote: () => this.wrote(),
      keys: (event) => this.keys(event),
      end: () => this.close(seat),
    };
  }

  opened(seat, shell) {
    const { line, types, screen } = seat.pane;
    this.keep(seat, { shell, joined: line.given });
    if (types) spare.keep(line, screen.wanted);
  }

  over(seat) {
    this.keep(seat, { shell: "", joined: false });
    if (seat.pane.line.awaitsSandbox) spare.drop();
  }

  /** `place`: key and title of its role. */
  openBeside({ key, title }) {
    if (this.seats.length === 2) return;
    if (this.panel.hidden) this.tab.show(); // it was asked for from elsewhere
    const seat = this.add({ key, title, number: freeNumber(key, this.tab.all()) });
    this.arrange();
    seat.pane.focus();
  }

  arrange() {
    this.split.show(this.seats.map(({ root }) => root));
    for (const each of this.element.querySelectorAll(".terminal-of-one")) each.hidden = this.seats.length > 1;
    this.keep();
    this.tab.title(tabTitle({ ...this.seats[0].about, beside: this.seats[1]?.about }));
  }

  /** The tab's options: a terminal comes back to its shell after a reload. */
  keep(seat, changes) {
    if (seat) Object.assign(seat.about, changes);
    const [first, second] = this.seats;
    const empty = { shell: "", joined: false, mode: "", size: undefined };
    this.tab.options({ ...empty, ...first.about, beside: second?.about });
  }

  // Closing -----------------------------------------------------------------------------------------------------------

  async close(seat) {
    if (this.seats.length === 1) {
      this.tab.close();
      return;
    }
    const answer = await this.askAbout([seat]);
    if (answer === null) return;
    this.seats = this.seats.filter((each) => each !== seat);
    this.dismiss(seat, answer);
    this.arrange();
    this.focus();
  }

  async mayClose() {
    this.answer = await this.askAbout(this.seats);
    return this.answer !== null;
  }

  end() {
    for (const seat of this.seats) this.dismiss(seat, this.answer);
    this.split.dispose();
    tools.delete(this);
    if (!tools.size) spare.drop();
  }

  dismiss({ pane, root }, answer) {
    pane.dispose({ endShell: answer === "end" && pane.holdsShell });
    root.remove();
  }

  /** "end" or "leave" what is open there, "" if nothing is; null: close nothing. */
  async askAbout(seats) {
    const holding = seats.filter(({ pane }) => pane.holdsShell);
    if (!holding.length) return "";
    const title = holding.map(({ about }) => terminalTitle(about)).join(", ");
    const question = interpolate(
      gettext(
        "%(title)s: a shell is still open. Left, it waits a minute for you, and goes on while a team mate is in it.",
      ),
      { title },
      true,
    );
    const choices = [
      ["leave", gettext("Leave it open")],
      ["end", gettext("End it")],
    ];
    return (await this.desk.ask(question, choices)) || null;
  }

  // What its tab says -------------------------------------------------------------------------------------------------

  wrote() {
    if (this.unread || !this.panel.hidden) return;
    this.unread = true;
    this.showNote();
  }

  showNote() {
    const others = this.seats.flatMap((seat) => seat.others).filter(({ mode }) => mode !== "look");
    const people = new Map(others.map((person) => [person.name, person]));
    const nodes = [...people.values()].map(({ name, seat }) => {
      const badge = Object.assign(document.createElement("bdi"), {
        className: `badge role-${seat}`,
        textContent: name,
      });
      return badge;
    });
    this.tab.note(...nodes.flatMap((node) => [" ", node]), ...(this.unread ? [newsMark()] : []));
  }

  // Keys and buttons of the desk's own --------------------------------------------------------------------------------

  /** Control, Shift and an arrow go to the other one of two. */
  keys(event) {
    const goes = this.seats.length === 2 && event.ctrlKey && event.shiftKey && ARROWS.has(event.key);
    if (goes && event.type === "keydown") {
      event.preventDefault();
      this.seats.find(({ root }) => root !== this.latest).pane.focus();
    }
    return !goes;
  }

  pressed(button) {
    if (!button) return;
    if (button.dataset.act === "split") this.openBeside(this.seats[0].about);
    if (!button.dataset.beside) return;
    button.closest("details").open = false;
    this.openBeside({ key: button.dataset.beside, title: button.textContent.trim() });
  }
}

function newsMark() {
  const [mark, text] = ["span", "span"].map((name) => document.createElement(name));
  mark.className = "tools-tab-news";
  text.className = "visually-hidden";
  text.textContent = ` (${gettext("something new")})`;
  mark.append(text);
  return mark;
}

addEventListener("beforeunload", (event) => {
  if ([...tools].some((tool) => tool.holdsShell)) event.preventDefault();
});
// A new sandbox is there, perhaps: refresh.js says so.
document.body.addEventListener("refresh:sandbox", () => {
  for (const { pane } of [...tools].flatMap((tool) => tool.seats)) pane.line.comeBack();
});
showVisibleHeight();
