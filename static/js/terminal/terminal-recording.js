// The sign that says whether what a terminal shows is recorded for the film, and what its people may do about it.

const SIGNS = {
  on: gettext("Recorded for the film"),
  off: gettext("Not recorded"),
  waiting: gettext("Recorded once the game runs"),
  none: gettext("Not recorded any more"),
};

const NOTE_STAYS = 6000; // milliseconds

export class TerminalRecording {
  /** `types`: whether this person may type. `order` sends the server a frame. */
  constructor(page, types, order, notes) {
    this.menu = page.querySelector(".terminal-recording");
    this.sign = page.querySelector(".terminal-recording-sign");
    this.off = page.querySelector(".terminal-recording-off");
    this.blank = page.querySelector(".terminal-recording-blank");
    Object.assign(this, { types, notes });
    this.state = this.blanked = null;
    this.off.addEventListener("change", () => order({ type: "record", wanted: !this.off.checked }));
    this.blank.addEventListener("click", () => order({ type: "blank" }));
  }

  /** This person only watches from now on. */
  lock() {
    this.types = false;
    this.off.disabled = true;
  }

  /** What the server says: `state` (on, off, waiting, none), `blanked` (when, or null), `mine` (opened by this player). */
  show({ state, blanked, mine }) {
    const [before, blankedBefore] = [this.state, this.blanked];
    [this.state, this.blanked] = [state, blanked];
    this.menu.hidden = state === "none" && before === null;
    this.menu.dataset.state = state;
    if (this.sign.textContent !== SIGNS[state]) this.sign.textContent = SIGNS[state];
    [this.off.checked, this.off.disabled] = [state === "off", !this.types || state === "none"];
    this.blank.hidden = !mine;
    if (before && blanked !== blankedBefore) {
      this.notes.say(gettext("What was recorded of this terminal so far is gone."), "success", NOTE_STAYS);
    }
  }
}
