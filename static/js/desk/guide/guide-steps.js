// The steps of the guide, apart from the page: what each points at, which one is now, and where its callout stands.

// Selectors, the best first; the first one that can be seen is pointed at, else the first one that is there at all.
const TARGETS = {
  hello: ["#chat-text"],
  card: ["#incidents .briefing", "#incidents"],
  palette: ["[data-palette]"],
  terminal: ["#terminals [data-tool='terminal'][data-key='%role']", ".tools-menu summary"],
  mend: [".tools-panel:not([hidden])", "#terminals [data-tool='terminal'][data-key='%role']", ".tools-menu summary"],
  hint: ["#incidents form[action*='/hints/']", "#incidents"],
  answer: ["#incidents form[action*='/answer/']", "#incidents"],
  keys: ["#incidents form[action*='/key/']", "#incidents"],
  "tour-incident": ["#pane-incident"],
  "tour-work": ["#pane-work"],
  "tour-team": ["#pane-team"],
};
const GAP = 10; // pixels between a callout and what it is about, and the edge of the window

/** What a step points at. `role`: the container that it is about. */
export function targetsOf(step, role = "") {
  return (TARGETS[step] ?? []).map((selector) => selector.replace("%role", role));
}

/** The key of the step that is to be done now, null after the last. `steps` are {key, done}. */
export function stepNow(steps, { skipped = [] } = {}) {
  return steps.find((step) => !step.done && !skipped.includes(step.key))?.key ?? null;
}

const overlap = (one, other) =>
  Math.max(0, Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)) *
  Math.max(0, Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y));

/**
 * Where a callout of this size stands: {x, y} beside `target`, in the window, over as little as possible of `taken` (what
 * people press); `inside` it where that is a whole pane. All are in pixels: {x, y, width, height}.
 */
export function placement(target, size, room, { taken = [], inside = false } = {}) {
  const places = (inside ? insides : besides)(target, size).map(({ x, y }) => ({
    ...within(x, y, size, room),
    ...size,
  }));
  const cost = (place) =>
    (inside ? 0 : 4 * overlap(place, target)) + taken.reduce((sum, each) => sum + overlap(place, each), 0);
  const { x, y } = places.reduce((best, place) => (cost(place) < cost(best) ? place : best));
  return { x, y };
}

function besides({ x, y, width, height }, size) {
  const [right, below] = [x + width + GAP, y + height + GAP];
  const [left, above] = [x - size.width - GAP, y - size.height - GAP];
  const columns = [x, x + (width - size.width) / 2, x + width - size.width];
  const rows = [y, y + (height - size.height) / 2, y + height - size.height];
  const over = columns.flatMap((at) => [below, above].map((to) => ({ x: at, y: to })));
  return [...over, ...rows.flatMap((at) => [right, left].map((to) => ({ x: to, y: at })))];
}

/** In the middle, and a third and two thirds down. */
function insides({ x, y, width, height }, size) {
  return [1 / 2, 1 / 3, 2 / 3].map((part) => ({
    x: x + (width - size.width) / 2,
    y: y + (height - size.height) * part,
  }));
}

function within(x, y, size, room) {
  const inside = (at, length, whole) => Math.max(GAP, Math.min(at, whole - length - GAP));
  return { x: inside(x, size.width, room.width), y: inside(y, size.height, room.height) };
}
