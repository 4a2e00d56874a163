// How the teams stand on the big screen: in how many columns and on how many pages. Lengths are in letters: one is the
// size of the smallest font that the back of the room can read (css/screen.css says why it is that large).

const LEADERS = 3; // who stand on every page

/** What a row of the standings takes, and what a card of the lobby takes. */
export const STANDINGS = { row: 1.5, highest: 4.2, column: 18, gap: 1.5, leaders: LEADERS };
export const LOBBY = { row: 3, highest: 4, column: 13, gap: 0.5, leaders: 0 };

const WIDE = 36; // from here on a row has room for everything that is known of a team
const TWO_LINES = 2.2;
const THREE_LINES = 3.7;

/**
 * Where `teams` stand in `room` ({width, height}): no row is lower than `needs.row`. `leaders` stand on each page, and
 * `turning` more of the others, `pages` times. `row` is the height of one.
 */
export function planScreen(teams, room, needs = STANDINGS) {
  const rowsThatFit = Math.max(1, Math.floor(room.height / needs.row));
  const columnsThatFit = Math.max(1, Math.floor((room.width + needs.gap) / (needs.column + needs.gap)));
  const columns = Math.min(columnsThatFit, Math.max(1, Math.ceil(teams / rowsThatFit)));
  const share = sharePages(teams, rowsThatFit * columns, needs.leaders);
  const rows = Math.max(1, Math.ceil((share.leaders + share.turning) / columns));
  const row = Math.min(needs.highest, room.height / rows);
  return {
    ...share,
    columns,
    rows,
    row,
    form: columns === 1 && room.width >= WIDE ? "wide" : "narrow",
    lines: lines(row),
  };
}

function sharePages(teams, places, mostLeaders) {
  if (teams <= places) return { pages: 1, leaders: 0, turning: teams };
  const leaders = Math.min(mostLeaders, Math.floor(places / 2));
  const others = teams - leaders;
  const pages = Math.ceil(others / (places - leaders));
  return { pages, leaders, turning: Math.ceil(others / pages) }; // no page is nearly empty
}

function lines(row) {
  if (row >= THREE_LINES) return 3;
  return row >= TWO_LINES ? 2 : 1;
}

/** The teams of a page beside the leaders, as places from 0: [first, behind the last]. */
export function turnedTo({ leaders, turning }, teams, page) {
  const first = leaders + page * turning;
  return [first, Math.min(teams, first + turning)];
}
