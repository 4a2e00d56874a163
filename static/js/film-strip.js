// Below the screens of a film: the customers' mood and the points as curves, the marks above them, and where it stands.

import { areaBelow, edgesOf, lanesOf, linesPath, mouthPath, stepsPath } from "./film-curves.js";
import { valueAt } from "./film-state.js";

const LANES = 4;
const NARROW = 560; // pixels: there names would stand in each other's way
const MOOD = { low: -0.06, high: 1.06 };
const BEYOND_A_NAME = 20; // pixels: its padding and its gap

export class FilmStrip {
  constructor(root, { onMark }) {
    this.part = (name) => root.querySelector(`[data-film="${name}"]`);
    this.onMark = onMark;
    this.context = document.createElement("canvas").getContext("2d");
    new ResizeObserver(() => this.film && this.#placeMarks()).observe(this.part("marks"));
  }

  load(film) {
    this.film = film;
    const { mood, points, length } = film;
    const edges = edgesOf(points);
    const line = stepsPath(mood, length, MOOD);
    this.#draw("mood-line", line);
    this.#draw("mood-area", areaBelow(line, mood, length, MOOD));
    const sum = linesPath(points, length, edges);
    this.#draw("points-line", sum);
    this.#draw("points-area", areaBelow(sum, points, length, edges, 0));
    this.#draw("points-nought", stepsPath([[0, 0]], length, edges));
    this.#placeMarks();
  }

  show(t) {
    const { mood, points, length } = this.film;
    this.part("track").style.setProperty("--at", length ? t / length : 0);
    const happy = valueAt(mood, t);
    this.part("mood").textContent = happy === null ? "–" : `${Math.round(happy * 100)} %`;
    this.part("mouth").setAttribute("d", mouthPath(happy ?? 1));
    this.part("face").style.setProperty("--mood", happy ?? 1);
    const sum = valueAt(points, t);
    this.part("points").textContent = sum === null ? "–" : signed(Math.round(sum));
    for (const button of this.part("marks").children) button.classList.toggle("past", button.mark.t <= t);
  }

  #draw(name, path) {
    this.part(name).setAttribute("d", path);
  }

  #placeMarks() {
    const box = this.part("marks");
    const width = box.clientWidth;
    this.context.font = getComputedStyle(box).font;
    const lanes = width < NARROW ? 0 : LANES;
    const widthOf = (text) => this.context.measureText(text).width + BEYOND_A_NAME;
    const places = lanesOf(this.film.marks, this.film.length, { width, lanes, widthOf });
    box.style.setProperty("--lanes", Math.max(0, ...places.map(({ lane }) => lane ?? 0)) + 1);
    box.replaceChildren(...this.film.marks.map((mark, index) => this.#flag(mark, places[index])));
  }

  /** For the mouse alone: the list of marks has the same buttons for keys and screen readers. */
  #flag(mark, { lane, left }) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", tabIndex: -1, title: mark.text, mark });
    button.className = `film-flag mark-${mark.kind.replaceAll(/\W/g, "")}`;
    button.classList.toggle("nameless", lane === null);
    button.classList.toggle("left", left);
    button.style.setProperty("--place", mark.t / (this.film.length || 1));
    button.style.setProperty("--lane", lane ?? 0);
    const name = document.createElement("span");
    name.className = "film-words";
    name.textContent = mark.text;
    button.append(name);
    button.addEventListener("click", () => this.onMark(mark));
    return button;
  }
}

export function signed(number) {
  return number > 0 ? `+${number}` : `${number}`.replace("-", "−");
}
