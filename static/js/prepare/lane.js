// The line of the editor: a handle for every block, which is a slider to the keyboard and to whoever is read to.

import { MINUTE, ticks } from "./time-line.js";

const place = (element, at, lasts, shown) => {
  element.style.setProperty("--at", `${(100 * at) / shown}%`);
  element.style.setProperty("--lasts", `${(100 * lasts) / shown}%`);
};

/** The handle of a row, made when it is first asked for. */
export function handleOf(row) {
  row.handle ??= Object.assign(document.createElement("div"), { row, tabIndex: 0 });
  row.handle.setAttribute("role", "slider");
  return row.handle;
}

/** Draw one block's handle. `number`: of a round; `bounds`: seconds between which it may lie. */
export function drawHandle(block, number, clock, shown, bounds) {
  const handle = handleOf(block.row);
  const kind = [block.kind, block.difficulty && `difficulty-${block.difficulty}`];
  const state = [block.fixed && "fixed", block.swap && "swap", block.clash && "clashes"];
  handle.className = ["handle", ...kind, ...state].filter(Boolean).join(" ");
  const times = block.kind === "rush" ? `×${block.factor}` : "";
  handle.textContent = number || times;
  handle.title = `${clock} ${block.title} ${times}`.trimEnd();
  handle.setAttribute("aria-label", `${block.title} ${times}`.trimEnd());
  handle.style.setProperty("--factor", block.factor);
  handle.setAttribute("aria-valuemin", Math.round(bounds[0] / MINUTE));
  handle.setAttribute("aria-valuemax", Math.round(bounds[1] / MINUTE));
  handle.setAttribute("aria-valuenow", Math.round(block.at / MINUTE));
  handle.setAttribute("aria-valuetext", clock);
  handle.setAttribute("aria-disabled", String(block.fixed ?? false));
  place(handle, block.at, block.lasts, shown);
  return handle;
}

/** These handles and no others. Only what is new or gone is touched: what is moved keeps the focus. */
export function syncLane(lane, handles) {
  for (const old of [...lane.children]) if (!handles.includes(old)) old.remove();
  for (const handle of handles) if (handle.parentNode !== lane) lane.append(handle);
}

/** The clock above the line, and how much of the day is over. */
export function drawScale(scale, lane, shown, passed, clockOf) {
  const marks = ticks(shown).map((at) => {
    const tick = Object.assign(document.createElement("span"), { textContent: clockOf(at) });
    place(tick, at, 0, shown);
    return tick;
  });
  scale.replaceChildren(...marks);
  place(lane, Math.max(passed, 0), 0, shown);
}

/** Drag handles: `moveBy(row, seconds, from)` while it goes on, `dropped()` at the end. `scaleOf()`: seconds that are shown. */
export function letDrag(lane, scaleOf, moveBy, dropped) {
  lane.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".handle");
    if (!handle || event.button !== 0 || "fixed" in handle.row.dataset) return;
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    const from = Number(handle.row.dataset.at);
    const perPixel = scaleOf() / lane.getBoundingClientRect().width;
    const follow = (move) => moveBy(handle.row, (move.clientX - event.clientX) * perPixel, from);
    const drop = () => {
      handle.removeEventListener("pointermove", follow);
      dropped();
    };
    handle.addEventListener("pointermove", follow);
    for (const over of ["pointerup", "pointercancel"]) handle.addEventListener(over, drop, { once: true });
  });
}

/** Minutes that a key moves a handle by; 0: it is no key for that. */
export function minutesOf({ key, shiftKey, ctrlKey, altKey, metaKey }) {
  if (ctrlKey || altKey || metaKey) return 0;
  const arrow = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[key] ?? 0;
  return arrow * (shiftKey ? 5 : 1) || ({ PageDown: -5, PageUp: 5 }[key] ?? 0);
}
