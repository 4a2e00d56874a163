// The line to a shell: a ticket, a socket, flow control both ways, and new tries after a cut. It knows nothing of the
// screen.

import { pauseBefore } from "../back-off.js";
import { abandon, cutSince, SILENT_AFTER } from "../line-watch.js";
import { ANSWER_WITHIN, askForTicket, socketAddress } from "./terminal-ticket.js";
import { inWords, TypedInput } from "./typed-input.js";

const SAY_DRAWN = 32 * 1024; // bytes of output that are drawn before the server is told
const CLOSED_WITH = { malformed: 4400, refused: 4403, ended: 4410 };
const REBUILT = "rebuilt"; // why a terminal ended: as in gameday/terminals/frames.py
const PAUSES = { first: 200, longest: 10_000 }; // milliseconds between two tries
const AWAITING = { first: 2_000, longest: 30_000 }; // milliseconds between two questions for a new sandbox
const AFTER_SILENCE = 1; // as after so many tries: a silence has been long enough to be told
const NOTE_STAYS = 10_000; // milliseconds

export class TerminalLine {
  /**
   * `options`: ticket (address), token, mode, shell (to come back to), given (the address named that shell), size(),
   * draw(bytes, done), say(text, kind, milliseconds), cut() each time that a socket is lost, over(text), ask(question)
   * about input that was not sent, which sendAsked() or dropAsked() answers, `spare`, a line that may have been kept for a
   * new shell, and `frame`: what to do with each type of frame.
   */
  constructor(options) {
    Object.assign(this, options);
    this.input = new TypedInput();
    this.asked = new Uint8Array(); // input that was not sent, and that a question is open about
    this.socket = this.cutAt = null;
    this.you = this.drawn = this.replayLeft = this.attempt = this.opened = this.awaited = 0;
    this.ready = false; // the server has said hello on this socket
    this.bySpare = false; // it was a spare's, and nothing has come by it yet
    this.finished = false; // no more tries
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    addEventListener("online", () => this.wake(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.wake(), { signal });
    document.addEventListener("visibilitychange", () => this.wake(), { signal });
  }

  async open() {
    clearTimeout(this.timer);
    const mine = (this.opened += 1);
    if (!this.shell && this.enterSpare()) return;
    const answer = await askForTicket(this.ticket, { shell: this.shell, mode: this.mode }, this.token);
    if (mine !== this.opened || this.leaving.signal.aborted) return; // woken meanwhile: a later call opens the socket
    if (!answer) this.lost();
    else if (answer.message) this.refused(answer.message);
    else this.openSocket(answer.socket);
  }

  /** A shell that was kept ready, if there is one. Where it comes to nothing, a new one is opened as ever. */
  enterSpare() {
    const socket = this.spare?.take(this.ticket);
    if (!socket) return false;
    this.bySpare = true;
    this.follow(socket);
    const entering = JSON.stringify({ type: "enter", ...this.size() });
    if (socket.readyState === WebSocket.OPEN) socket.send(entering);
    else socket.onopen = () => socket.send(entering);
    return true;
  }

  openSocket(address) {
    this.follow(new WebSocket(socketAddress(address, { ...this.size(), before: this.you })));
  }

  follow(socket) {
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => {
      if (this.ready) this.expectWithin(SILENT_AFTER);
      if (typeof data === "string") this.take(JSON.parse(data));
      else this.show(new Uint8Array(data));
    };
    socket.onclose = ({ code }) => this.closed(code);
    this.expectWithin(ANSWER_WITHIN);
  }

  /** A socket that is half open never closes by itself. */
  expectWithin(milliseconds) {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      abandon(this.socket);
      this.attempt = Math.max(this.attempt, AFTER_SILENCE);
      this.lost();
    }, milliseconds);
  }

  /** Its sandbox is gone, and a new one may come: comeBack() asks whether there is one, as the line does now and then. */
  get awaitsSandbox() {
    return this.finished && this.why === REBUILT && this.mode === "type";
  }

  comeBack() {
    if (this.awaitsSandbox) this.fresh();
  }

  comeBackLater() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.comeBack(), pauseBefore(this.awaited, AWAITING));
    this.awaited += 1;
  }

  /** A shell that was only remembered may have ended meanwhile: then a new one is opened. */
  refused(message) {
    if (this.why === REBUILT) {
      this.finished = true; // not there yet: what was said still holds
      this.comeBackLater();
    } else if (this.shell && !this.given) {
      this.shell = "";
      this.note = gettext("Your earlier terminal had ended, so this is a new one.");
      this.open();
    } else this.finish(message);
  }

  finish(message) {
    this.finished = true;
    const unsent = joined(this.dropAsked(), this.input.takeAll());
    this.over(unsent.length ? `${message} ${unsentText(unsent)}` : message);
  }

  /** By a line that lives: what went out has arrived, if only at a shell that ends. */
  ended({ message, why }) {
    this.why = why;
    this.input.takeAll();
    this.finish(message);
    if (this.awaitsSandbox) this.comeBackLater();
  }

  /** The screen goes away. The shell stays for a while, and whoever asks for it by name gets it. */
  leave() {
    this.#stop();
    if (this.socket) abandon(this.socket);
  }

  /** The screen goes away, and nobody wants the shell any more: the server ends it, and with it the socket. */
  end() {
    if (!this.ready) {
      this.leave();
      return;
    }
    this.order({ type: "end" });
    this.#stop();
    this.socket.onmessage = this.socket.onclose = null;
  }

  #stop() {
    this.finished = true;
    this.leaving.abort();
    clearTimeout(this.timer);
    clearTimeout(this.watchdog);
  }

  /** A new shell, after one that is over. */
  fresh() {
    this.shell = "";
    this.you = 0;
    this.given = this.finished = false;
    this.attempt = 0;
    this.open();
  }

  take(frame) {
    if (frame.type === "took") this.freeWindow(frame.bytes);
    else if (frame.type === "beat") this.input.arrived(frame.received);
    else if (frame.type === "ended") this.ended(frame);
    else if (frame.type === "error" && !this.ready) this.whyNot = frame.message;
    else {
      if (frame.type === "hello") this.begin(frame);
      if (frame.type === "replay") this.replayLeft = frame.bytes;
      this.frame[frame.type]?.(frame);
    }
  }

  begin(hello) {
    const another = this.you !== 0 && hello.shell !== this.shell; // what was typed was meant for the one before
    const arrived = another ? null : (hello.received ?? null);
    const question = this.input.beginAnew({ arrived, now: Date.now(), ask: another || Boolean(this.note) });
    [this.shell, this.you, this.cutAt] = [hello.shell, hello.you, null];
    this.drawn = this.attempt = this.awaited = 0;
    this.ready = true;
    this.bySpare = false;
    this.expectWithin(SILENT_AFTER);
    const { note } = this;
    if (note) setTimeout(() => this.say(note, "warning", NOTE_STAYS));
    this.note = this.whyNot = this.why = "";
    if (question) this.askAbout(question);
    this.sendWaiting();
  }

  askAbout({ data, uncertain }) {
    this.asked = joined(this.asked, data);
    const doubt = gettext("The server cannot say how much of it arrived: look at the screen first.");
    this.ask(uncertain ? `${unsentText(this.asked)} ${doubt}` : unsentText(this.asked));
  }

  sendAsked() {
    this.typeBytes(this.dropAsked());
  }

  dropAsked() {
    const data = this.asked;
    this.asked = new Uint8Array();
    return data;
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
    if (this.finished) return;
    if (this.bySpare) {
      this.bySpare = false;
      this.open();
      return;
    }
    if (code === CLOSED_WITH.ended) return;
    if (code === CLOSED_WITH.refused) {
      this.refused(this.whyNot || gettext("The server did not let this page in. Open the terminal again."));
    } else if (code === CLOSED_WITH.malformed) {
      this.finish(gettext("The server did not understand this page. Load it again."));
    } else this.lost();
  }

  lost() {
    clearTimeout(this.watchdog);
    this.ready = false;
    this.socket = null;
    this.cutAt ??= new Date();
    this.cut();
    if (this.attempt > 0) {
      const kept = gettext("Your shell waits a minute, and what you type is kept. Coming back by itself…");
      this.say(`${cutSince(this.cutAt)} ${kept}`, "warning");
    }
    this.timer = setTimeout(() => this.open(), pauseBefore(this.attempt, PAUSES));
    this.attempt += 1;
  }

  /** The page is looked at again, or the network is back: do not wait for the next try. */
  wake() {
    if (!document.hidden && !this.finished && this.cutAt && !this.socket) this.open();
  }

  order(frame) {
    if (this.ready && this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  /** `reply`: not a person but the terminal says it to a program, which wants it at once or not at all. */
  type(text, { reply = false } = {}) {
    if (this.ready || !reply) this.typeBytes(new TextEncoder().encode(text));
  }

  typeBytes(data) {
    if (this.finished) return;
    if (this.input.keep(data, Date.now())) this.sendWaiting();
    else this.say(gettext("That is more than can be kept until it is sent, so it was left out."), "error", NOTE_STAYS);
  }

  freeWindow(bytes) {
    this.input.passedOn(bytes);
    this.sendWaiting();
  }

  sendWaiting() {
    if (!this.ready) return;
    for (let piece = this.input.next(); piece; piece = this.input.next()) this.socket.send(piece);
  }
}

function joined(one, two) {
  const both = new Uint8Array(one.length + two.length);
  both.set(one);
  both.set(two, one.length);
  return both;
}

function unsentText(data) {
  const text = gettext("What you typed while the line was cut was not sent (%(count)s keys): %(text)s");
  return interpolate(text, inWords(data), true);
}
