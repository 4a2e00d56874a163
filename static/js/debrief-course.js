// Which step of a debrief this page shows: the one that its person went to, or the one of whoever leads.

export class DebriefCourse {
  led = ""; // the step of whoever leads; "" while nobody does
  following = true;
  asked = 0; // steps that this page has asked the server to show to everybody, and that are not answered yet

  constructor(steps, shown) {
    this.steps = steps;
    this.shown = steps.includes(shown) ? shown : steps[0];
  }

  /** The server says which step is led. Says whether another step is shown now. */
  hear(led) {
    this.led = led;
    if (!led) this.following = true; // the next time that somebody leads
    return this.#follow();
  }

  /** The person goes to a step; `iLead`: they are the one who leads. Says whether everybody is to be led there. */
  go(step, iLead) {
    if (!this.steps.includes(step)) return false;
    this.shown = step;
    const leads = Boolean(this.led) && iLead;
    if (this.led && !leads) this.following = step === this.led;
    if (leads) this.asked += 1;
    return leads;
  }

  /** The server has answered, in whatever way. */
  answered() {
    this.asked = Math.max(this.asked - 1, 0);
    return this.#follow();
  }

  /** The person goes where the others are. */
  goAlong() {
    this.following = true;
    return this.#follow();
  }

  /** The step before (-1) or behind (1) the one that is shown; the last one stays. */
  neighbour(by) {
    const at = this.steps.indexOf(this.shown) + by;
    return this.steps[Math.min(Math.max(at, 0), this.steps.length - 1)];
  }

  get elsewhere() {
    return Boolean(this.led) && !this.following && this.shown !== this.led;
  }

  #follow() {
    if (!this.led || !this.following || this.asked || this.shown === this.led) return false;
    this.shown = this.led;
    return true;
  }
}

/** What a failed send puts back into its field: what was sent, before what has been typed since. */
export function putBackText(sent, typed) {
  return [sent, typed].filter((text) => text.trim()).join("\n");
}

/** What a key means: "back", "next", "action" (on a thought) or "". `place`: where the focus is. */
export function keyMeans({ key, ctrlKey, metaKey, altKey }, place) {
  if (ctrlKey || metaKey || altKey || place.writing || place.asked) return "";
  if (key === "ArrowLeft") return "back";
  if (key === "ArrowRight") return "next";
  return key.toLowerCase() === "a" && place.onThought ? "action" : "";
}
