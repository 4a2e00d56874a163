// Full-screen inserts of the big screen. Which moment is shown, and from when to when, the server says to all screens alike.

import { icon } from "./icon.js";
import { insertTiming, insertWords } from "./insert-plan.js";
import { playCall, playFanfare, playGong, playMet } from "./sounds.js";
import { isStill } from "./stillness.js";

const SIGNS = {
  half_time: ["hourglass", playGong],
  last_minute: ["clock", playGong],
  curtain: ["eye", playGong],
  record_keys: ["key-round", playFanfare],
  first_to_mend: ["trophy", playFanfare],
  great_comeback: ["sparkles", playFanfare],
  longest_fire: ["flame", playMet],
  close_race: ["zap", playMet],
  own_words: ["megaphone", playCall],
};
const $ = (name) => document.querySelector(`[data-board="${name}"]`);

let shown = null; // the id and the text of the insert on the screen
let timer = null;

/** Show what `screen` (of a board's frame) says, as soon as its moment has come. */
export function directScreen(screen, teams, clock) {
  clearTimeout(timer);
  const { insert } = screen;
  const { shown: now, changesIn } = insertTiming(insert, clock.now());
  if (changesIn !== null) timer = setTimeout(directScreen, changesIn, screen, teams, clock);
  if (now) show(insert, teams.get(insert.team), screen);
  else hide();
}

function show(insert, team, { sounds, calm }) {
  const what = `${insert.id} ${insert.starts}`;
  if (shown === what) return;
  shown = what;
  const element = $("insert");
  element.className = `insert about-${insert.kind}`;
  element.style.setProperty("--team", team?.colour ?? "var(--gold-fill)");
  fill(insert, team);
  element.hidden = false;
  if (!isStill()) element.animate([{ opacity: 0, scale: 0.96 }, { opacity: 1 }], { duration: 450, easing: "ease-out" });
  if (sounds && !calm) SIGNS[insert.kind]?.[1]();
}

function fill(insert, team) {
  const { above, big, below, length } = insertWords(insert, team);
  $("insert-sign").replaceChildren(team ? team.emblem : icon(SIGNS[insert.kind]?.[0] ?? "megaphone"));
  $("insert-kind").textContent = above;
  $("insert-big").textContent = big;
  $("insert-big").dataset.length = length;
  $("insert-text").textContent = below;
}

function hide() {
  if (shown === null) return;
  shown = null;
  $("insert").hidden = true;
}
