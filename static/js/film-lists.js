// Beside a film: its marks as a list to jump to, all captions as a transcript, what is missing, and the keys.

import { duration } from "./clock.js";
import { keyList } from "./film-keys.js";
import { lastAt } from "./film-state.js";

export class FilmLists {
  #here = new Map(); // the name of a list -> the place in it that is marked as the present one

  constructor(root, { seek }) {
    this.part = (name) => root.querySelector(`[data-film="${name}"]`);
    this.seek = seek;
    this.part("keys").replaceChildren(...keyList().flatMap(keyRow));
  }

  load(film) {
    this.film = film;
    this.#here.clear();
    this.part("mark-list").replaceChildren(...film.marks.map((mark) => this.#jump(mark, `mark-${mark.kind}`)));
    this.part("transcript").replaceChildren(...film.captions.map((caption) => this.#jump(caption, "")));
    this.part("missing").replaceChildren(...film.missing.map((sentence) => textItem(sentence)));
    this.part("missing-box").hidden = !film.missing.length;
  }

  show(t) {
    this.#mark("mark-list", lastAt(this.film.marks, t));
    this.#mark("transcript", lastAt(this.film.captions, t));
  }

  #mark(name, place) {
    if (this.#here.get(name) === place) return;
    const { children } = this.part(name);
    children[this.#here.get(name)]?.firstElementChild.removeAttribute("aria-current");
    children[place]?.firstElementChild.setAttribute("aria-current", "true");
    this.#here.set(name, place);
  }

  #jump({ t, text }, name) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `film-jump ${name.replaceAll(/[^\w-]/g, "")}`.trim();
    const [time, words] = [document.createElement("span"), document.createElement("span")];
    time.className = "film-at";
    words.className = "film-words";
    time.textContent = duration(t);
    words.textContent = text;
    button.append(time, " ", words);
    button.addEventListener("click", () => this.seek(t));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }
}

function textItem(text) {
  const item = document.createElement("li");
  const words = document.createElement("span");
  words.className = "film-words";
  words.textContent = text;
  item.append(words);
  return item;
}

function keyRow([keys, meaning]) {
  const [term, words] = [document.createElement("dt"), document.createElement("dd")];
  term.append(
    ...keys.flatMap((key) => {
      const cap = document.createElement("kbd");
      cap.textContent = key;
      return [cap, " "];
    }),
  );
  words.textContent = meaning;
  return [term, words];
}
