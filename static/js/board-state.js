// What the board knows, and what follows from it in words and numbers. How it looks is board.js's business.

import { timeOfDay } from "./clock.js";

const BEFORE = ["draft", "provisioning", "lobby"];
const OVER = ["finished", "archived"];
const JOURNEYS = ["browse", "price", "book", "recognise"]; // as a customer walks the shop
const SHOWN_EVENTS = 20;
const HEADLINES = {
  draft: gettext("Still being prepared. The unicorns are asleep."),
  provisioning: gettext("The companies are being built, plank by plank."),
  lobby: gettext("The doors are open. Take a seat."),
  paused: gettext("Paused: clock, customers and fires stand still."),
  archived: gettext("Long ago, and well remembered."),
};

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A name for a sentence: if it runs from right to left, what stands beside it keeps its order. */
const isolated = (name) => (RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name);

/** What the socket has told so far. */
export class BoardState {
  gameday = null;
  teams = new Map();
  events = new Map();

  /** Take what a frame tells; `whole` if it is a snapshot. `now` in milliseconds of the server's clock. */
  take(data, { whole, now }) {
    if (whole) {
      this.teams.clear();
      this.events.clear();
    }
    if (data.gameday) this.gameday = { ...data.gameday, heard: now };
    for (const team of data.teams ?? []) this.teams.set(team.id, team);
    for (const event of data.events ?? []) this.events.set(event.id, event);
    this.#forgetOldEvents();
  }

  /** A board hangs on a wall for hours, and is seldom told the whole anew. */
  #forgetOldEvents() {
    if (this.events.size <= SHOWN_EVENTS) return;
    this.events = new Map(this.latestEvents().map((event) => [event.id, event]));
  }

  get notBegun() {
    return BEFORE.includes(this.gameday.state);
  }

  /** The teams, first the best one. */
  ranked() {
    return [...this.teams.values()].sort((a, b) => a.rank - b.rank || a.id - b.id);
  }

  /** The events to show, the newest first. */
  latestEvents() {
    const newestFirst = [...this.events.values()].sort((a, b) => b.at.localeCompare(a.at) || b.id - a.id);
    return newestFirst.slice(0, SHOWN_EVENTS);
  }

  /** A scale of points a tick that all teams share. */
  trendScale() {
    const all = [...this.teams.values()].flatMap((team) => team.trend);
    return { low: Math.min(0, ...all), high: Math.max(1, ...all) };
  }

  /** The big clock: a label, and seconds. `now` as in take(). */
  clockReading(now) {
    const { state, elapsed, duration, heard } = this.gameday;
    if (this.notBegun) return { label: gettext("to play"), seconds: duration };
    if (OVER.includes(state)) return { label: gettext("played"), seconds: elapsed };
    const sinceHeard = state === "running" ? Math.max(0, now - heard) / 1000 : 0;
    return { label: gettext("left"), seconds: duration - elapsed - sinceHeard };
  }

  /** The sentences above the standings. */
  headline(language) {
    const { state, halted } = this.gameday;
    const stands = state === "finished" && this.teams.size ? this.#whoWon(language) : HEADLINES[state];
    return [
      stands,
      halted && gettext("Halted: every fault is being healed, and no new ones go in."),
      this.#frozen(),
      this.#rush(),
      !this.teams.size && gettext("No teams yet."),
    ].filter(Boolean);
  }

  #whoWon(language) {
    if (this.gameday.frozen) return gettext("It is over. Who won is told in a moment.");
    const winners = this.ranked().filter((team) => team.rank === 1);
    const text = ngettext(
      "It is over. %(who)s takes the golden horseshoe.",
      "It is over. %(who)s share the golden horseshoe.",
      winners.length,
    );
    const who = new Intl.ListFormat(language).format(winners.map((team) => isolated(team.name)));
    return interpolate(text, { who }, true);
  }

  #rush() {
    const { rush, state } = this.gameday;
    if (!rush || OVER.includes(state)) return "";
    const text = rush.on
      ? gettext("Rush hour until %(time)s: %(factor)s times the customers.")
      : gettext("Rush hour from %(time)s: %(factor)s times the customers.");
    return interpolate(text, { time: timeOfDay(rush.on ? rush.ends : rush.begins), factor: rush.factor }, true);
  }

  #frozen() {
    const { frozen, replay } = this.gameday;
    const text = replay
      ? gettext("The curtain rises: it is %(time)s again, and time runs fast.")
      : gettext("Frozen since %(time)s. The rest is told at the end.");
    return replay || frozen ? interpolate(text, { time: timeOfDay(frozen) }, true) : "";
  }
}

/** The points of the last minute: [text, class]. */
export function changeShown(change) {
  if (change > 0) return [`▲ ${change}`, "plus"];
  return change < 0 ? [`▼ ${-change}`, "minus"] : ["–", ""];
}

/** {journey: outcome} as pairs, in the order of a walk; journeys that nobody knows come last. */
export function inWalkingOrder(shop) {
  const known = JOURNEYS.filter((journey) => journey in shop);
  const others = Object.keys(shop).filter((journey) => !known.includes(journey));
  return [...known, ...others].map((journey) => [journey, shop[journey]]);
}
