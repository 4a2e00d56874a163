// The lines below a film as paths of SVG, and where the names of its marks have room. Pure.

export const WIDE = 1000; // of the drawing, whatever its size on the page
export const HIGH = 100;

const x = (t, length) => round((t / (length || 1)) * WIDE);
const round = (number) => Math.round(number * 10) / 10;

/** A curve of [t, value] that keeps each value until the next, as a path. `low` and `high` are the drawing's edges. */
export function stepsPath(curve, length, { low, high }) {
  if (!curve.length) return "";
  const y = (value) => round(HIGH - ((value - low) / (high - low || 1)) * HIGH);
  const steps = curve.slice(1).map(([t, value]) => `H${x(t, length)}V${y(value)}`);
  return `M${x(curve[0][0], length)} ${y(curve[0][1])}${steps.join("")}H${WIDE}`;
}

/** The same with straight lines from point to point. */
export function linesPath(curve, length, { low, high }) {
  if (!curve.length) return "";
  const y = (value) => round(HIGH - ((value - low) / (high - low || 1)) * HIGH);
  const [first, ...rest] = curve.map(([t, value]) => `${x(t, length)} ${y(value)}`);
  return `M${first}${rest.map((point) => `L${point}`).join("")}H${WIDE}`;
}

/** The area between a path and the height of `value`. */
export function areaBelow(path, curve, length, { low, high }, value = low) {
  if (!path) return "";
  const y = round(HIGH - ((value - low) / (high - low || 1)) * HIGH);
  return `${path}V${y}H${x(curve[0][0], length)}Z`;
}

/** The edges of a drawing of points: nought is always in it, and nothing touches the edge. */
export function edgesOf(curve) {
  const values = curve.map(([, value]) => value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = (high - low || 1) * 0.08;
  return { low: low - room, high: high + room };
}

/** For each mark {lane, left}: `lane` counts from the curves upwards, `left` says that its name stands left of its line.
 *
 * From each mark a line leads down to the curves. So a name stands above the lines of all marks that it reaches over: the
 * lines of marks further up never cross it. A name that has no room gets lane null, and is read in the list of marks.
 * Widths are in pixels. */
export function lanesOf(marks, length, { width, lanes, widthOf }) {
  const places = marks.map((mark) => {
    const at = (mark.t / (length || 1)) * width;
    const wide = widthOf(mark.text);
    const left = at + wide > width;
    return { at, left, from: left ? at - wide : at, until: left ? at : at + wide, lane: null };
  });
  const rightwards = places.filter(({ left }) => !left).reverse();
  const leftwards = places.filter(({ left }) => left);
  const done = [];
  for (const place of [...rightwards, ...leftwards]) {
    const below = done.filter((other) => (place.left ? meet(place, other) : reaches(place, other)));
    const lane = Math.max(-1, ...below.map((other) => other.lane ?? 0)) + 1;
    if (lane < lanes && place.from >= 0) place.lane = lane;
    done.push(place);
  }
  return places.map(({ lane, left }) => ({ lane, left }));
}

const reaches = (place, { at }) => place.from <= at && at < place.until;
const meet = (place, other) => place.from < Math.max(other.until, other.at + 1) && other.from <= place.until;

/** The mouth of a face whose mood goes from 0 (all is broken) to 1 (all is well), in a drawing of 24 by 24. */
export function mouthPath(mood) {
  const bend = round((mood - 0.5) * 9);
  const corner = round(16 - bend / 3);
  return `M7.5 ${corner}Q12 ${round(corner + bend)} 16.5 ${corner}`;
}
