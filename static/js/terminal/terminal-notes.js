// What a terminal says between its bar and its screen.

export class TerminalNotes {
  constructor(page) {
    this.page = page;
  }

  /** `milliseconds`: how long it stays; without them until something else is said. */
  say(text, kind = "warning", milliseconds = 0) {
    const note = this.page.querySelector(".terminal-note");
    clearTimeout(this.quiet);
    note.className = `banner terminal-note ${kind}`;
    note.textContent = text;
    note.hidden = !text;
    if (milliseconds) this.quiet = setTimeout(() => this.hide(".terminal-note"), milliseconds);
  }

  /** About input that was not sent: it stays until somebody says what is to become of it. */
  ask(question) {
    this.#show(".terminal-held", question);
  }

  /** The terminal has ended. `again`: whether this person may open another. */
  over(text, { again }) {
    this.hide(".terminal-note", ".terminal-onlookers", ".terminal-held");
    const button = this.page.querySelector(".terminal-over button");
    button.hidden = !again;
    this.#show(".terminal-over", text);
    const { activeElement } = document;
    if (again && (activeElement === document.body || this.page.contains(activeElement))) button.focus();
  }

  hide(...names) {
    for (const name of names) this.page.querySelector(name).hidden = true;
  }

  #show(name, text) {
    const note = this.page.querySelector(name);
    note.querySelector("span").textContent = text;
    note.hidden = false;
  }
}
