// Who is typing in the chat or in the notes: seen for a few seconds after the last key.

import { sendLine } from "../desk/line.js";

const TOLD_EVERY = 2_000; // milliseconds between two frames of one person who goes on typing
const SEEN_FOR = 4_000; // milliseconds after the last of them

/** Who types in one field: player's id -> until when it shows. */
export class Typists {
  until = new Map();

  heard(player, now) {
    this.until.set(player, now + SEEN_FOR);
  }

  /** Something of theirs has arrived, so they have finished. */
  finished() {
    this.until.clear();
  }

  /** The ids of those who are typing, in the order in which they began. */
  shown(now) {
    for (const [player, until] of this.until) if (until <= now) this.until.delete(player);
    return [...this.until.keys()];
  }
}

/** "Radia (Dev) is typing …". `people`: {name, seat}; no name is cut, and none is turned round by what stands beside it. */
export function typingText(people) {
  if (!people.length) return "";
  const called = people.map(({ name, seat }) => `\u2068${name}\u2069 (${seat})`);
  if (called.length === 1) return interpolate(gettext("%(who)s is typing …"), { who: called[0] }, true);
  if (called.length === 2) {
    return interpolate(gettext("%(one)s and %(other)s are typing …"), { one: called[0], other: called[1] }, true);
  }
  const most = gettext("%(one)s and %(count)s others are typing …");
  return interpolate(most, { one: called[0], count: called.length - 1 }, true);
}

/** Whether a key that was pressed at `now` is to be told, after one that was told at `before`. */
export function isToTell(now, before) {
  return now - before >= TOLD_EVERY;
}

const typists = { chat: new Typists(), notes: new Typists() };
const toldAt = { chat: -Infinity, notes: -Infinity };

/** This person has pressed a key there. */
export function tellTyping(where) {
  const now = performance.now();
  if (isToTell(now, toldAt[where]) && sendLine({ type: "typing", in: where })) toldAt[where] = now;
}

function personOf(player) {
  const face = document.querySelector(`#faces [data-person="${Number(player)}"]`);
  return face && { name: face.dataset.name, seat: face.dataset.seatName };
}

function show(where) {
  const line = document.querySelector(`[data-typing="${where}"]`);
  if (!line) return;
  const people = typists[where].shown(performance.now()).map(personOf).filter(Boolean);
  line.textContent = typingText(people);
  line.hidden = !people.length;
  if (where === "notes") document.querySelector("#tab-notes .typing-dot").hidden = !people.length;
  markFaces();
}

function markFaces() {
  const now = performance.now();
  const typing = new Set(Object.values(typists).flatMap((each) => each.shown(now)));
  for (const face of document.querySelectorAll("#faces [data-person]")) {
    face.classList.toggle("types", typing.has(Number(face.dataset.person)));
  }
}

export function startTyping(own) {
  document.addEventListener("desk:line", ({ detail: { type, data } }) => {
    if (type !== "typing" || data.player === own || !typists[data.in]) return; // one's other window types for oneself
    typists[data.in].heard(data.player, performance.now());
    show(data.in);
    setTimeout(show, SEEN_FOR + 50, data.in);
  });
  document.body.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target.id === "faces") markFaces();
    if (!typists[target.id]) return;
    typists[target.id].finished();
    show(target.id);
  });
  document.addEventListener("input", ({ target }) => {
    if (target.closest?.(".note-form") && target.value.trim()) tellTyping("notes");
  });
}
