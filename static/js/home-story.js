// The story that the board on the home page tells: invented teams, what burns at a second of it, and who leads then.
// Knows nothing of a browser.

export const SECONDS = 42; // then it begins again
export const STILL = 11; // the second that is shown where nothing may move

const TEAMS = [
  { id: "mares", points: 610, pay: 9 },
  { id: "hay", points: 560, pay: 10 },
  { id: "tails", points: 540, pay: 8 },
  { id: "hooves", points: 480, pay: 9 },
];
// What a second costs while nobody is on it, and while somebody is. `journey`: which of the customers' four fails.
const LOSS = { live: -8, acknowledged: -4 };
const INCIDENTS = [
  { team: "hay", journey: 1, burns: 2, seen: 6, mended: 14, reward: 160, title: "slow" },
  { team: "mares", journey: 2, burns: 9, seen: 13, mended: 22, reward: 140, title: "book" },
  { team: "hooves", journey: 3, burns: 17, seen: 19, mended: 26, reward: 220, title: "photos" },
  { team: "tails", journey: 0, burns: 28, seen: 30, mended: 37, reward: 180, title: "silent" },
];
const REMEMBERED = 4; // seconds for which a board says that something was mended

/** Teams in their order: {id, points, rank, share of the leader's points, fire: null or {title, state, journey}}. */
export function boardAt(second) {
  const teams = TEAMS.map((team) => ({ id: team.id, points: pointsOf(team, second), fire: fireOf(team, second) }));
  const most = Math.max(...teams.map((team) => team.points));
  return teams
    .sort((one, other) => other.points - one.points)
    .map((team, index) => ({ ...team, rank: index + 1, share: team.points / most }));
}

function pointsOf(team, second) {
  const seconds = Array.from({ length: second }, (_, index) => index + 1);
  return seconds.reduce((sum, each) => sum + earned(team, each), team.points);
}

function earned(team, second) {
  const { state, reward, mended } = fireOf(team, second) ?? {};
  return (LOSS[state] ?? team.pay) + (mended === second ? reward : 0);
}

function fireOf(team, second) {
  const found = INCIDENTS.find(
    ({ team: id, burns, mended }) => id === team.id && second >= burns && second < mended + REMEMBERED,
  );
  return found ? { ...found, state: stateOf(found, second) } : null;
}

function stateOf({ seen, mended }, second) {
  if (second >= mended) return "resolved";
  return second >= seen ? "acknowledged" : "live";
}
