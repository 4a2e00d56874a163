// The line to a shell: a ticket, a socket, flow control both ways, and new tries after a cut. It knows nothing of the
// screen.

import { pauseBefore } from "./back-off.js";

const PIECE = 16 * 1024; // bytes of one input frame
const WINDOW = 128 * 1024; // bytes of input that the server may not have taken yet
const ANSWERED = 256; // bytes: shorter input frames are not answered by `took`
const SAY_DRAWN = 32 * 1024; // bytes of output that are drawn before the server is told
const CLOSED_WITH = { malformed: 4400, refused: 4403, ended: 4410 };
const PAUSES = { first: 200, longest: 10_000 }; // milliseconds between two tries
const ANSWER_WITHIN = 8_000; // milliseconds
const NOTE_STAYS = 10_000; // milliseconds

export class TerminalLine {
  /**
   * `options`: ticket (address), token, mode, shell (to come back to), given (the address named that shell), size(),
   * draw(bytes, done), say(text, kind, milliseconds), cut() each time that a socket is lost, over(text), and `frame`:
   * what to do with each type of frame.
   */
  constructor(options) {
    Object.assign(this, options);
    this.waiting = []; // pieces of input
    this.inFlight = this.drawn = this.replayLeft = this.attempt = this.opened = 0;
    this.ready = false; // the server has said hello on this socket
    this.finished = false; // no more tries
    addEventListener("online", () => this.wake());
    addEventListener("pageshow", (event) => event.persisted && this.wake());
    document.addEventListener("visibilitychange", () => this.wake());
  }

  async open() {
    clearTimeout(this.timer);
    const mine = (this.opened += 1);
    const answer = await this.askForTicket();
    if (mine !== this.opened) return; // woken meanwhile: a later call opens the socket
    if (!answer) this.lost();
    else if (answer.message) this.refused(answer.message);
    else this.openSocket(answer.socket);
  }

  /** {socket: address}, {message: why not}, or null when the server is away. */
  async askForTicket() {
    const body = new URLSearchParams({ shell: this.shell, mode: this.mode, csrfmiddlewaretoken: this.token });
    const signal = AbortSignal.timeout(ANSWER_WITHIN);
    try {
      const answer = await fetch(this.ticket, { method: "POST", body, redirect: "error", signal });
      if (answer.status >= 500 && answer.status !== 503) return null;
      if (answer.headers.get("content-type")?.includes("json")) return await answer.json();
      return { message: gettext("This browser does not sit at this table any more. Go back to your team's page.") };
    } catch {
      return null;
    }
  }

  openSocket(address) {
    const url = new URL(address, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.search = new URLSearchParams(this.size());
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) =>
      typeof data === "string" ? this.take(JSON.parse(data)) : this.show(new Uint8Array(data));
    socket.onclose = ({ code }) => this.closed(code);
    this.watchdog = setTimeout(() => {
      socket.onclose = null;
      socket.close();
      this.lost();
    }, ANSWER_WITHIN);
  }

  /** A shell that was only remembered may have ended meanwhile: then a new one is opened. */
  refused(message) {
    if (this.shell && !this.given) {
      this.shell = "";
      this.note = gettext("Your earlier terminal had ended, so this is a new one.");
      this.open();
    } else this.finish(message);
  }

  finish(message) {
    this.finished = true;
    this.over(message);
  }

  /** A new shell, after one that is over. */
  fresh() {
    this.shell = "";
    this.given = this.finished = false;
    this.attempt = 0;
    this.open();
  }

  take(frame) {
    if (frame.type === "took") this.freeWindow(frame.bytes);
    else if (frame.type === "ended") this.finish(frame.message);
    else if (frame.type === "error" && !this.ready) this.whyNot = frame.message;
    else {
      if (frame.type === "hello") this.begin(frame);
      if (frame.type === "replay") this.replayLeft = frame.bytes;
      this.frame[frame.type]?.(frame);
    }
  }

  begin(hello) {
    clearTimeout(this.watchdog);
    const lost = this.inFlight + this.waiting.reduce((sum, piece) => sum + piece.length, 0);
    this.shell = hello.shell;
    this.waiting = [];
    this.inFlight = this.drawn = this.attempt = 0;
    this.ready = true;
    const note = lost > ANSWERED ? lostInput(lost) : this.note;
    if (note) setTimeout(() => this.say(note, "warning", NOTE_STAYS));
    this.note = this.whyNot = "";
  }

  show(bytes) {
    const replay = this.replayLeft > 0;
    if (replay) this.replayLeft -= bytes.length;
    this.draw(bytes, () => {
      if (replay && this.replayLeft <= 0) this.frame.replayed();
      this.drawn += bytes.length;
      if (this.drawn < SAY_DRAWN) return;
      this.order({ type: "drew", bytes: this.drawn });
      this.drawn = 0;
    });
  }

  closed(code) {
    clearTimeout(this.watchdog);
    this.ready = false;
    if (this.finished || code === CLOSED_WITH.ended) return;
    if (code === CLOSED_WITH.refused) {
      this.refused(this.whyNot || gettext("The server did not let this page in. Open the terminal again."));
    } else if (code === CLOSED_WITH.malformed) {
      this.finish(gettext("The server did not understand this page. Load it again."));
    } else this.lost();
  }

  lost() {
    clearTimeout(this.watchdog);
    this.ready = false;
    this.cut();
    if (this.attempt > 0) {
      this.say(gettext("The connection is cut. Your shell waits a minute; coming back by itself…"), "warning");
    }
    this.timer = setTimeout(() => this.open(), pauseBefore(this.attempt, PAUSES));
    this.attempt += 1;
  }

  /** The page is looked at again, or the network is back: do not wait for the next try. */
  wake() {
    if (!document.hidden && !this.finished && this.socket?.readyState === WebSocket.CLOSED) this.open();
  }

  order(frame) {
    if (this.ready && this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  type(text) {
    this.typeBytes(new TextEncoder().encode(text));
  }

  typeBytes(data) {
    if (!this.ready) return;
    for (let at = 0; at < data.length; at += PIECE) this.waiting.push(data.subarray(at, at + PIECE));
    this.sendWaiting();
  }

  freeWindow(bytes) {
    this.inFlight -= bytes;
    this.sendWaiting();
  }

  sendWaiting() {
    while (this.ready && this.waiting.length && this.inFlight < WINDOW) {
      const piece = this.waiting.shift();
      if (piece.length >= ANSWERED) this.inFlight += piece.length;
      this.socket.send(piece);
    }
  }
}

function lostInput(lost) {
  const text = gettext("The connection was cut in the midst of %(lost)s bytes of input: check how much of it arrived.");
  return interpolate(text, { lost }, true);
}
