// The bars between panes: dragged, or moved by arrow keys; Enter or a double click folds the pane at their side.

const PANES = { incident: { property: "--incident", from: "left" }, team: { property: "--team-pane", from: "right" } };
const LEAST = 220; // pixels of a pane; narrower than half of it folds it
const MOST = 0.6; // of the window
const STEP = 24; // pixels for one press of an arrow key

/** The width that is kept of a wanted one: null folds the pane. */
export function allowedWidth(wanted, window) {
  if (wanted < LEAST / 2) return null;
  return Math.round(Math.min(Math.max(wanted, LEAST), window * MOST));
}

/** How much wider the pane gets by a key: 0 by a key that means nothing here. */
export function stepForKey(key, from) {
  if (key !== "ArrowLeft" && key !== "ArrowRight") return 0;
  return (key === "ArrowRight") === (from === "left") ? STEP : -STEP;
}

export function startSplitters(desk, memory, setFolded) {
  for (const splitter of desk.querySelectorAll(".splitter")) new Splitter(desk, splitter, memory, setFolded);
}

class Splitter {
  constructor(desk, element, memory, setFolded) {
    Object.assign(this, { desk, element, memory, setFolded, name: element.dataset.splits });
    this.pane = desk.querySelector(`.pane[data-pane="${this.name}"]`);
    const kept = memory.kept.widths?.[this.name];
    if (kept) this.show(kept);
    else element.setAttribute("aria-valuenow", String(this.pane.offsetWidth));
    element.addEventListener("pointerdown", (event) => this.drag(event));
    element.addEventListener("dblclick", () => this.fold());
    element.addEventListener("keydown", (event) => this.press(event));
  }

  get folded() {
    return (this.desk.dataset.folded ?? "").split(" ").includes(this.name);
  }

  show(width) {
    this.desk.style.setProperty(PANES[this.name].property, `${width}px`);
    this.element.setAttribute("aria-valuenow", String(width));
  }

  set(wanted) {
    const width = allowedWidth(wanted, innerWidth);
    this.setFolded(this.name, width === null);
    if (width === null) return;
    this.show(width);
    this.memory.keep({ widths: { ...this.memory.kept.widths, [this.name]: width } });
  }

  fold() {
    this.setFolded(this.name, !this.folded);
  }

  drag(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    document.body.classList.add("splitting"); // frames would swallow the pointer
    const move = ({ clientX }) => this.set(PANES[this.name].from === "left" ? clientX : innerWidth - clientX);
    const stop = () => {
      this.element.removeEventListener("pointermove", move);
      document.body.classList.remove("splitting");
    };
    this.element.addEventListener("pointermove", move);
    this.element.addEventListener("lostpointercapture", stop, { once: true });
  }

  press(event) {
    if (event.key === "Enter") this.fold();
    const step = stepForKey(event.key, PANES[this.name].from);
    if (!step) return;
    event.preventDefault();
    this.set((this.folded ? 0 : this.pane.offsetWidth) + step);
  }
}
