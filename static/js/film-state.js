// What a film shows at a second of it. It knows no elements: film-screen.js and its neighbours draw what is found here.

const JUST_PASSED = 1; // second: who presses "previous" twice wants the mark before
const LEAST_COLUMNS = 48;

/** The place of the last of `rows`, which are in order, that began at `t` or before; -1 if none did. */
export function lastAt(rows, t, beginningOf = (row) => row.t) {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (beginningOf(rows[middle]) <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The screen of a seat that showed something last, and the others that were open beside it. */
export function screensAt(screens, t) {
  const open = screens.filter((screen) => screen.from <= t && t < screen.until);
  const latest = open.reduce((best, screen) => (best && newest(best, t) >= newest(screen, t) ? best : screen), null);
  return { screen: latest, others: open.filter((screen) => screen !== latest) };
}

function newest(screen, t) {
  return screen.frames[lastAt(screen.frames, t)]?.t ?? screen.from;
}

/** The runs of every row that is not empty, by its number, and the cursor: from the key frame before `t` on. */
export function pictureAt(screen, t) {
  const last = lastAt(screen.frames, t);
  if (last < 0) return { lines: new Map(), cursor: null };
  let first = last;
  while (first > 0 && !screen.frames[first].key) first -= 1;
  const lines = new Map();
  for (const frame of screen.frames.slice(first, last + 1)) {
    for (const [row, runs] of Object.entries(frame.lines)) {
      if (runs.length) lines.set(Number(row), runs);
      else lines.delete(Number(row));
    }
  }
  return { lines, cursor: screen.frames[last].cursor ?? null };
}

/** How many columns of a screen anything is ever written in, so that the letters need not be smaller than that. */
export function usedColumns(screen) {
  let most = LEAST_COLUMNS;
  for (const { lines } of screen.frames) {
    for (const runs of Object.values(lines)) {
      most = Math.max(
        most,
        runs.reduce((width, [text, style]) => width + (style ? text : text.trimEnd()).length, 0),
      );
    }
  }
  return Math.min(most, screen.columns || most);
}

/** The value of a curve of [t, value] at `t`; null before its first point. */
export function valueAt(curve, t) {
  const place = lastAt(curve, t, ([at]) => at);
  return place < 0 ? null : curve[place][1];
}

/** What began in the last `seconds` before `t`, the newest last, at most `most` of it. */
export function recentAt(rows, t, { seconds, most }) {
  return rows.filter((row) => row.t <= t && t < row.t + seconds).slice(-most);
}

/** The caption at `t`, "" before the first. */
export function captionAt(captions, t) {
  return captions[lastAt(captions, t)]?.text ?? "";
}

export function nextMark(marks, t) {
  return marks.find((mark) => mark.t > t + 0.05) ?? null;
}

export function previousMark(marks, t) {
  return marks.findLast((mark) => mark.t < t - JUST_PASSED) ?? null;
}

/** Whether a text is what `diff` prints: its lines are coloured then. */
export function isDiff(text) {
  return /^@@ /m.test(text) || /^(\+\+\+|---) /m.test(text);
}

/** "added", "removed", "place" or "" for a line of a diff. */
export function kindOfLine(line) {
  if (/^(@@|\+\+\+|---|diff )/.test(line)) return "place";
  return { "+": "added", "-": "removed" }[line[0]] ?? "";
}
