// Two terminals in one tab, and the bar between them: dragged, or moved by arrow keys. Side by side where there is room,
// else one above the other.

const ROOM = 640; // pixels that two terminals need beside each other
const STEP = 5; // hundredths for one press of an arrow key
const LEAST = 15; // hundredths of either terminal
const STEPS = { ArrowLeft: -STEP, ArrowUp: -STEP, ArrowRight: STEP, ArrowDown: STEP };

/** The share of the first terminal, in hundredths, that is kept of a wanted one. */
export function allowedShare(wanted) {
  return Math.round(Math.min(Math.max(wanted, LEAST), 100 - LEAST));
}

export class TerminalSplit {
  constructor(element, { share = 50, changed }) {
    Object.assign(this, { element, changed, bar: separator() });
    this.set(share);
    this.bar.addEventListener("keydown", (event) => this.press(event));
    this.bar.addEventListener("pointerdown", (event) => this.drag(event));
    this.observer = new ResizeObserver(([{ contentRect }]) => contentRect.width && this.turn(contentRect.width < ROOM));
    this.observer.observe(element);
  }

  dispose() {
    this.observer.disconnect();
  }

  /** Show one element or two. */
  show([first, second]) {
    this.element.classList.toggle("split", Boolean(second));
    if (second) first.after(this.bar);
    else this.bar.remove();
  }

  turn(below) {
    this.element.classList.toggle("below", below);
    this.bar.setAttribute("aria-orientation", below ? "horizontal" : "vertical");
  }

  set(share) {
    this.share = allowedShare(share);
    this.element.style.setProperty("--share", `${this.share}%`);
    this.bar.setAttribute("aria-valuenow", String(this.share));
  }

  press(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    this.set(this.share + step);
    this.changed(this.share);
  }

  drag(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.bar.setPointerCapture(event.pointerId);
    const { left, top, width, height } = this.element.getBoundingClientRect();
    const below = this.element.classList.contains("below");
    const move = ({ clientX, clientY }) =>
      this.set(below ? ((clientY - top) / height) * 100 : ((clientX - left) / width) * 100);
    const stop = () => {
      this.bar.removeEventListener("pointermove", move);
      this.changed(this.share);
    };
    this.bar.addEventListener("pointermove", move);
    this.bar.addEventListener("lostpointercapture", stop, { once: true });
  }
}

function separator() {
  const bar = Object.assign(document.createElement("div"), { className: "terminals-bar", tabIndex: 0 });
  const about = {
    role: "separator",
    "aria-orientation": "vertical",
    "aria-valuemin": LEAST,
    "aria-valuemax": 100 - LEAST,
  };
  for (const [name, value] of Object.entries(about)) bar.setAttribute(name, String(value));
  bar.setAttribute("aria-label", gettext("Share of the first terminal"));
  return bar;
}
