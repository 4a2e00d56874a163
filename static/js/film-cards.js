// What slides in over the screens of a film: acts as cards, and chat as bubbles, each on the side of its seat.

import { isDiff, kindOfLine, recentAt } from "./film-state.js";

const STAYS = 6; // seconds at speed 1: a sentence and a few lines of a diff are read
const MOST = { acts: 2, chat: 2 };
const MOST_LINES = 10; // of a diff
const SEATS = ["dev", "ops"];

export class FilmCards {
  #elements = new Map(); // an act or a line of the chat -> its element

  constructor(lists) {
    this.lists = lists; // seat -> the element that its cards slide into
  }

  load({ acts, chat }) {
    this.acts = acts;
    this.chat = chat;
    this.#elements.clear();
    for (const seat of SEATS) this.lists[seat].replaceChildren();
  }

  show(t, speed) {
    const seconds = STAYS * Math.max(1, speed);
    const shown = [
      ...SEATS.flatMap((seat) => recentAt(this.acts.filter(of(seat)), t, { seconds, most: MOST.acts })),
      ...SEATS.flatMap((seat) => recentAt(this.chat.filter(of(seat)), t, { seconds, most: MOST.chat })),
    ].sort((one, other) => one.t - other.t);
    for (const [row, element] of this.#elements) {
      if (shown.includes(row)) continue;
      element.remove();
      this.#elements.delete(row);
    }
    for (const row of shown) {
      if (this.#elements.has(row)) continue;
      const element = "name" in row ? bubble(row) : card(row);
      this.#elements.set(row, element);
      this.lists[sideOf(row)].append(element);
    }
  }
}

const sideOf = ({ seat }) => (SEATS.includes(seat) ? seat : SEATS[0]);
const of = (seat) => (row) => sideOf(row) === seat;

function elementOf(tag, name, text) {
  const made = document.createElement(tag);
  made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
}

function bubble({ name, text }) {
  const item = elementOf("li", "film-bubble");
  const who = elementOf("strong", "film-who");
  who.append(elementOf("bdi", "", name));
  item.append(who, elementOf("bdi", "film-said", text));
  return item;
}

function card({ text, detail }) {
  const item = elementOf("li", "film-card");
  const diff = detail && isDiff(detail);
  item.append(elementOf("span", `film-act film-words ${diff ? "" : "film-pressed"}`.trim(), text));
  if (detail) item.append(diff ? diffOf(detail) : elementOf("span", "film-detail film-words", detail));
  return item;
}

function diffOf(text) {
  const box = elementOf("pre", "film-diff");
  const lines = text.trimEnd().split("\n");
  for (const line of lines.slice(0, MOST_LINES)) {
    box.append(elementOf("span", `film-line ${kindOfLine(line)}`.trim(), line || " "));
  }
  const more = lines.length - MOST_LINES;
  const words = ngettext("%(more)s line more", "%(more)s lines more", more);
  if (more > 0) box.append(elementOf("span", "film-line more", interpolate(words, { more }, true)));
  return box;
}
