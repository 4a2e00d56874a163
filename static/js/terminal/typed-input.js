// What was typed into a terminal, until the server says that it has arrived. Nothing of it is lost without a word when
// the line is cut, nothing reaches the shell twice, and nothing runs long after it was typed.

const PIECE = 16 * 1024; // bytes of one frame
const WINDOW = 128 * 1024; // bytes that the server may not have passed on yet
const ANSWERED = 256; // bytes: shorter frames are not answered by `took`
export const MOST_KEPT = 2 * 2 ** 20; // bytes
export const FRESH = 10_000; // milliseconds: what is older is not sent after a cut without a question

export class TypedInput {
  #pieces = []; // {data, at, number}: the oldest first; those that `took` answers are numbered when they go out
  #sent = 0; // how many of them have gone out by this line
  #confirmed = 0; // bytes that came by this line and are no longer among them
  #inFlight = 0; // bytes
  #numbered = 0; // pieces that went out and are answered by `took`
  #answered = 0; // of these

  get size() {
    return this.#pieces.reduce((sum, { data }) => sum + data.length, 0);
  }

  /** Keep it until it has arrived. Says whether there is room. */
  keep(data, now) {
    if (this.size + data.length > MOST_KEPT) return false;
    for (let at = 0; at < data.length; at += PIECE) this.#pieces.push({ data: data.subarray(at, at + PIECE), at: now });
    return true;
  }

  /** The next piece to send; undefined if there is none, or if the server has enough to do. */
  next() {
    if (this.#inFlight >= WINDOW || this.#sent >= this.#pieces.length) return undefined;
    const piece = this.#pieces[this.#sent];
    this.#sent += 1;
    if (piece.data.length >= ANSWERED) {
      this.#inFlight += piece.data.length;
      piece.number = this.#numbered += 1;
    }
    return piece.data;
  }

  /** The server has passed a large piece of so many bytes on, and with it all before it. */
  passedOn(bytes) {
    this.#inFlight -= bytes;
    this.#answered += 1;
    const upTo = this.#pieces.findIndex(({ number }) => number === this.#answered);
    for (let count = 0; count <= upTo; count += 1) this.#confirm();
  }

  /** So many bytes have come by this line in all. */
  arrived(total) {
    while (this.#sent > 0 && this.#confirmed + this.#pieces[0].data.length <= total) this.#confirm();
  }

  #confirm() {
    this.#confirmed += this.#pieces.shift().data.length;
    this.#sent -= 1;
  }

  /**
   * There is a new line. `arrived` of the old one, or null if nobody knows: then what had gone out by it is uncertain.
   * Returns what must not be sent without a question, as {data, uncertain}; null if all of it may be sent.
   */
  beginAnew({ arrived, now, ask = false }) {
    if (arrived !== null) this.arrived(arrived);
    const uncertain = arrived === null && this.#sent > 0;
    this.#sent = this.#confirmed = this.#inFlight = this.#numbered = this.#answered = 0;
    for (const piece of this.#pieces) delete piece.number;
    if (!this.#pieces.length || !(ask || uncertain || now - this.#pieces[0].at > FRESH)) return null;
    return { data: this.takeAll(), uncertain };
  }

  /** All of it, in one: nothing is kept any more. */
  takeAll() {
    const all = new Uint8Array(this.size);
    let at = 0;
    for (const { data } of this.#pieces) {
      all.set(data, at);
      at += data.length;
    }
    this.#pieces = [];
    this.#sent = 0;
    return all;
  }
}

const SHOWN = 60; // characters
const SIGNS = { "\r": "⏎", "\n": "⏎", "\t": "⇥", "\x7f": "⌫", "\x1b": "⎋" };

/** {count, text} of typed bytes, as a person reads them: "ls -la⏎". */
export function inWords(data) {
  const characters = [...new TextDecoder().decode(data)];
  const shown = characters.slice(0, SHOWN).map((each) => SIGNS[each] ?? (each < " " ? "·" : each));
  return { count: characters.length, text: shown.join("") + (characters.length > SHOWN ? "…" : "") };
}
