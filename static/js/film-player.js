// Plays a film in an element that templates/recap/film/player.html has filled. film.js finds the element and the film.

import { duration, timeOfDay } from "./clock.js";
import { FilmCards } from "./film-cards.js";
import { FilmClock, realSecondsAt, SPEEDS } from "./film-clock.js";
import { commandOf } from "./film-keys.js";
import { FilmLists } from "./film-lists.js";
import { FilmScreen, letterRatio, part } from "./film-screen.js";
import { captionAt, nextMark, previousMark, recentAt } from "./film-state.js";
import { FilmStrip } from "./film-strip.js";

const MET = "met"; // the kind of the mark where the two halves met
const MET_SHOWS = 5; // seconds of film

export class FilmPlayer {
  captionsOn = true;
  onEnd = () => {};

  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(`[data-film="${name}"]`);
    root.style.setProperty("--ratio", letterRatio(root));
    const panes = [...root.querySelectorAll(".film-pane")];
    this.screens = panes.map((pane) => [pane.dataset.seat, new FilmScreen(pane)]);
    this.cards = new FilmCards(Object.fromEntries(panes.map((pane) => [pane.dataset.seat, part(pane, "cards")])));
    this.strip = new FilmStrip(root, { onMark: (mark) => this.seek(mark.t) });
    this.lists = new FilmLists(root, { seek: (t) => this.seek(t) });
    this.#listen();
  }

  /** Another film, at its beginning. */
  load(film) {
    this.film = film;
    const speed = this.clock?.speed ?? 1;
    this.clock = new FilmClock(film.length);
    this.clock.speed = speed;
    for (const [seat, screen] of this.screens) screen.load(film.screens[seat] ?? [], film.styles ?? []);
    this.cards.load(film);
    this.strip.load(film);
    this.lists.load(film);
    this.#head();
    this.part("scrub").max = film.length;
    this.root.dataset.state = "ready";
    this.#label();
    this.show();
  }

  toggle() {
    if (this.clock.playing) this.pause();
    else this.play();
  }

  play() {
    this.clock.play(performance.now());
    this.root.dataset.state = "playing";
    this.#label();
    requestAnimationFrame(() => this.#frame());
  }

  pause() {
    this.clock.pause(performance.now());
    this.root.dataset.state = "paused";
    this.#label();
    this.show();
  }

  seek(position) {
    this.clock.seek(position, performance.now());
    if (this.root.dataset.state === "ready") this.root.dataset.state = "paused";
    this.show();
  }

  speed(speed) {
    this.clock.setSpeed(speed, performance.now());
    for (const button of this.part("speeds").children) {
      button.setAttribute("aria-pressed", Number(button.dataset.speed) === speed);
    }
  }

  /** Everything as it is at this second of the film. */
  show() {
    const t = this.clock.at(performance.now());
    for (const [, screen] of this.screens) screen.show(t);
    this.cards.show(t, this.clock.speed);
    this.strip.show(t);
    this.lists.show(t);
    this.#time(t);
    const caption = captionAt(this.film.captions, t);
    if (this.part("caption").textContent !== caption) this.part("caption").textContent = caption;
    const met = recentAt(this.film.marks, t, { seconds: MET_SHOWS, most: Infinity }).some(({ kind }) => kind === MET);
    this.part("stage").classList.toggle("met", met);
  }

  #frame() {
    if (!this.clock.playing) return;
    this.show();
    if (this.clock.hasEnded(performance.now())) {
      this.pause();
      this.onEnd();
    } else requestAnimationFrame(() => this.#frame());
  }

  #head() {
    const { title, team, voided } = this.film;
    this.part("title").textContent = title;
    this.part("team").textContent = team.name;
    this.part("emblem").textContent = team.emblem;
    this.root.style.setProperty("--team", /^#[0-9a-f]{6}$/i.test(team.colour) ? team.colour : "#7c3aed");
    this.part("voided").hidden = !voided;
    this.root.classList.toggle("uncounted", voided);
    this.part("length").textContent = duration(this.film.length);
  }

  #time(t) {
    const real = Date.parse(this.film.starts_at) + realSecondsAt(this.film.map, t) * 1000;
    const day = timeOfDay(real, { seconds: true });
    this.part("real").textContent = day;
    this.part("time").textContent = duration(Math.floor(t));
    const scrub = this.part("scrub");
    scrub.value = t;
    const words = gettext("%(time)s of %(length)s, at %(day)s");
    const values = { time: duration(Math.floor(t)), length: duration(this.film.length), day };
    scrub.setAttribute("aria-valuetext", interpolate(words, values, true));
  }

  #label() {
    const playing = this.clock.playing;
    this.part("play").setAttribute("aria-label", playing ? gettext("Pause") : gettext("Play"));
  }

  #listen() {
    const press = { play: () => this.toggle(), begin: () => this.play(), before: () => this.run("previousMark") };
    Object.assign(press, { next: () => this.run("nextMark"), "full-screen": () => this.run("fullScreen") });
    Object.assign(press, { "captions-button": () => this.run("captions"), "keys-button": () => this.run("keys") });
    for (const [name, act] of Object.entries(press)) this.part(name).addEventListener("click", act);
    this.part("scrub").addEventListener("input", ({ target }) => this.seek(Number(target.value)));
    this.part("speeds").addEventListener("click", ({ target }) => {
      const speed = Number(target.closest("button")?.dataset.speed);
      if (speed) this.speed(speed);
    });
    this.part("seats").addEventListener("click", ({ target }) => this.#turnTo(target.closest("button")?.dataset.turn));
    document.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** On a phone one seat is in sight. */
  #turnTo(seat) {
    if (!seat) return;
    this.part("stage").dataset.seat = seat;
    for (const button of this.part("seats").children) {
      button.setAttribute("aria-pressed", button.dataset.turn === seat);
    }
  }

  #onKey(event) {
    const command = this.film && commandOf(event);
    if (!command || this.root.hidden) return;
    event.preventDefault();
    this.run(...command);
  }

  run(command, argument) {
    const t = this.clock.at(performance.now());
    const { marks, length } = this.film;
    const acts = {
      toggle: () => this.toggle(),
      move: () => this.seek(t + argument),
      start: () => this.seek(0),
      end: () => this.seek(length),
      previousMark: () => this.seek(previousMark(marks, t)?.t ?? 0),
      nextMark: () => this.seek(nextMark(marks, t)?.t ?? length),
      toMark: () => marks[argument] && this.seek(marks[argument].t),
      slower: () => this.#shift(-1),
      faster: () => this.#shift(1),
      fullScreen: () => this.#fullScreen(),
      captions: () => this.#captions(),
      keys: () => this.#keys(),
    };
    acts[command]();
  }

  #shift(by) {
    const place = SPEEDS.indexOf(this.clock.speed) + by;
    if (SPEEDS[place]) this.speed(SPEEDS[place]);
  }

  #fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen?.().catch(() => {}); // the browser does not allow it: it stays as it is
  }

  #captions() {
    this.captionsOn = !this.captionsOn;
    this.part("caption").classList.toggle("visually-hidden", !this.captionsOn); // it is still read aloud
    this.part("captions-button").setAttribute("aria-pressed", this.captionsOn);
  }

  #keys() {
    const box = this.part("keys-box");
    if (box.open) box.close();
    else box.showModal();
  }
}
