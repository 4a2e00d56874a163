// The line to a shell: a ticket, a socket, flow control both ways, and back-off after a cut. It knows nothing of the screen.

const PIECE = 16 * 1024,
  WINDOW = 128 * 1024; // bytes of one input frame, and of those that the server has not taken yet
const ANSWERED = 256; // shorter input frames are not answered by `took`
const SAY_DRAWN = 32 * 1024; // bytes
const ENDED = 4410,
  REFUSED = 4403,
  MALFORMED = 4400;
const LONGEST_PAUSE = 10_000,
  PATIENCE = 8_000; // milliseconds

export class Line {
  /** `options`: ticket, token, mode, shell, given, size(), draw(bytes, done), say(text, kind), over(text, reopen), frame: handlers. */
  constructor(options) {
    Object.assign(this, options);
    this.waiting = [];
    this.inFlight = this.drawn = this.replayLeft = this.attempt = 0;
    this.told = this.finished = false;
    addEventListener("online", () => this.wake());
    addEventListener("pageshow", (event) => event.persisted && this.wake());
    document.addEventListener("visibilitychange", () => this.wake());
  }

  async open() {
    clearTimeout(this.timer);
    const answer = await this.ask();
    if (!answer) return this.lost();
    if (answer.message) return this.refused(answer.message);
    const url = new URL(answer.socket, location.href),
      { columns, rows } = this.size();
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.search = new URLSearchParams({ columns, rows });
    const socket = (this.socket = new WebSocket(url));
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) =>
      typeof data === "string" ? this.take(JSON.parse(data)) : this.show(new Uint8Array(data));
    socket.onclose = ({ code }) => this.closed(code);
    this.watchdog = setTimeout(() => {
      socket.onclose = null;
      socket.close();
      this.lost();
    }, PATIENCE);
  }

  async ask() {
    const body = new URLSearchParams({ shell: this.shell, mode: this.mode, csrfmiddlewaretoken: this.token });
    try {
      const answer = await fetch(this.ticket, {
        method: "POST",
        body,
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status >= 500 && answer.status !== 503) return null;
      if (!answer.headers.get("content-type")?.includes("json"))
        return { message: gettext("This browser does not sit at this table any more. Go back to your team's page.") };
      return await answer.json();
    } catch {
      return null;
    }
  }

  /** A shell that was only remembered may have ended meanwhile: then a new one is opened. */
  refused(message) {
    if (this.shell && !this.given) {
      this.shell = "";
      this.note = gettext("Your earlier terminal had ended, so this is a new one.");
      return this.open();
    }
    this.finished = true;
    return this.over(message, true);
  }

  fresh() {
    this.shell = "";
    this.given = this.finished = false;
    this.attempt = 0;
    this.open();
  }

  take(frame) {
    if (frame.type === "hello") this.begin(frame);
    if (frame.type === "replay") this.replayLeft = frame.bytes;
    if (frame.type === "took") {
      this.inFlight -= frame.bytes;
      this.flush();
      return;
    }
    if (frame.type === "ended") {
      this.finished = true;
      return this.over(frame.message, true);
    }
    if (frame.type === "error" && !this.told) {
      this.whyNot = frame.message;
      return;
    }
    this.frame[frame.type]?.(frame);
  }

  begin(frame) {
    clearTimeout(this.watchdog);
    const lost = this.inFlight + this.waiting.reduce((sum, piece) => sum + piece.length, 0);
    this.shell = frame.shell;
    this.waiting = [];
    this.inFlight = this.drawn = this.attempt = 0;
    this.told = true;
    const note =
      lost > ANSWERED
        ? interpolate(
            gettext("The connection was cut in the midst of %(lost)s bytes of input: check how much of it arrived."),
            { lost },
            true,
          )
        : this.note;
    if (note) setTimeout(() => this.say(note, "warning", 10_000));
    this.note = this.whyNot = "";
  }

  show(bytes) {
    const replay = this.replayLeft > 0;
    if (replay) this.replayLeft -= bytes.length;
    this.draw(bytes, () => {
      if (replay && this.replayLeft <= 0) this.frame.replayed();
      this.drawn += bytes.length;
      if (this.drawn >= SAY_DRAWN) {
        this.order({ type: "drew", bytes: this.drawn });
        this.drawn = 0;
      }
    });
  }

  closed(code) {
    clearTimeout(this.watchdog);
    this.told = false;
    if (this.finished || code === ENDED) return;
    if (code === REFUSED)
      return this.refused(this.whyNot || gettext("The server did not let this page in. Open the terminal again."));
    if (code === MALFORMED) {
      this.finished = true;
      return this.over(gettext("The server did not understand this page. Load it again."), true);
    }
    this.lost();
  }

  lost() {
    clearTimeout(this.watchdog);
    this.told = false;
    if (this.attempt > 0)
      this.say(gettext("The connection is cut. Your shell waits a minute; coming back by itself…"), "warning");
    this.timer = setTimeout(
      () => this.open(),
      Math.min(LONGEST_PAUSE, 200 * 2 ** this.attempt++) * (0.5 + Math.random() / 2),
    );
  }

  wake() {
    if (!document.hidden && !this.finished && this.socket?.readyState === WebSocket.CLOSED) this.open();
  }

  order(frame) {
    if (this.told && this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  type(text) {
    this.bytes(new TextEncoder().encode(text));
  }

  bytes(data) {
    if (!this.told) return;
    for (let at = 0; at < data.length; at += PIECE) this.waiting.push(data.subarray(at, at + PIECE));
    this.flush();
  }

  flush() {
    while (this.told && this.waiting.length && this.inFlight < WINDOW) {
      const piece = this.waiting.shift();
      if (piece.length >= ANSWERED) this.inFlight += piece.length;
      this.socket.send(piece);
    }
  }
}
