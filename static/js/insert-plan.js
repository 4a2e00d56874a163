// What the big screen decides of inserts and arrivals without a browser.

const ARRIVALS = 3; // that are named at once
const [LONG, VERY_LONG] = [24, 44]; // letters from which on the font of the largest line is smaller
const OWN_WORDS = "own_words"; // the kind that a facilitator writes

/**
 * Whether an insert ({starts, ends}: moments as ISO texts; `ends` null while it is pinned) is shown at `now`, and in how many
 * milliseconds that changes; null: it does not by itself. Both clocks are the server's.
 */
export function insertTiming(insert, now) {
  if (!insert) return { shown: false, changesIn: null };
  const [starts, ends] = [Date.parse(insert.starts), insert.ends ? Date.parse(insert.ends) : Infinity];
  if (now >= ends) return { shown: false, changesIn: null };
  if (now < starts) return { shown: false, changesIn: starts - now };
  return { shown: true, changesIn: ends === Infinity ? null : ends - now };
}

/** What stands in an insert: its largest line is who it is about, else what it is, and a facilitator's words are that line. */
export function insertWords({ kind, title, text }, team) {
  const own = kind === OWN_WORDS;
  const big = own ? text : (team?.name ?? title);
  const length = big.length > VERY_LONG ? "very-long" : big.length > LONG ? "long" : "short";
  return { above: own || team ? title : "", big, below: own ? "" : text, length };
}

/** Who has taken a seat since `known` (a Set of what personKey() tells of everybody; null at first, when nobody is new). */
export function arrivedSince(known, teams) {
  if (known === null) return [];
  return everybody(teams).filter((person) => !known.has(person.key));
}

/** {key, name, team} of everybody who has a seat. A name stands once in a game day. */
export function everybody(teams) {
  return teams.flatMap((team) => team.players.map(({ name }) => ({ key: `${team.id} ${name}`, name, team })));
}

/** The arrivals to name, latest first: `fresh` ones before those that were named. Nobody is named who has left. */
export function namedArrivals(named, fresh, teams) {
  const here = new Set(everybody(teams).map(({ key }) => key));
  return [...fresh.toReversed(), ...named].filter(({ key }) => here.has(key)).slice(0, ARRIVALS);
}
