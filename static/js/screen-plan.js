// How the teams stand on the big screen: in how many columns and on how many pages. Lengths are in letters: one is the
// size of the smallest font that the back of the room can read (css/screen.css says why it is that large).

const LEADERS = 3; // who stand on every page

/** What a row of the standings takes, and what a card of the lobby takes. */
export const STANDINGS = { row: 1.5, highest: 4.2, column: 18, gap: 1.5, leaders: LEADERS };
export const LOBBY = { row: 3, highest: 4, column: 13, gap: 0.5, leaders: 0 };

/** A few teams stand as large cards, with all that is known of them; none is smaller than this. */
export const CARDS = { teams: 4, width: 12, height: 8, gap: 0.6 };

const WIDE = 36; // from here on a row has room for everything that is known of a team
const TWO_LINES = 2.2;
const THREE_LINES = 3.7;
const ALL_LINES = 4;

/**
 * Where `teams` stand in `room` ({width, height}): no row is lower than `needs.row`. `leaders` stand on each page, and
 * `turning` more of the others, `pages` times. `row` is the height of one.
 */
export function planScreen(teams, room, needs = STANDINGS) {
  return (needs === STANDINGS && planCards(teams, room)) || planRows(teams, room, needs);
}

/** Beside each other as far as they fit, four in two rows; null where they do not fit or are too many. */
function planCards(teams, room) {
  if (teams < 1 || teams > CARDS.teams) return null;
  for (let columns = teams === 4 ? 2 : teams; columns > 0; columns -= 1) {
    const rows = Math.ceil(teams / columns);
    const row = (room.height - (rows - 1) * CARDS.gap) / rows;
    const width = (room.width - (columns - 1) * CARDS.gap) / columns;
    if (row < CARDS.height || width < CARDS.width) continue;
    return { pages: 1, leaders: 0, turning: teams, columns, rows, row, form: "cards", lines: ALL_LINES };
  }
  return null;
}

function planRows(teams, room, needs) {
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
