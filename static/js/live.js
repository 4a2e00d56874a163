// One live socket: a snapshot, then numbered frames; a gap asks for a resync; a cut comes back with back-off.

const LONGEST_PAUSE = 20_000,
  PATIENCE = 8_000; // milliseconds
const REFUSED = {
  4401: gettext("This page is only for those who have taken a seat here."),
  4404: gettext("There is nothing to watch here any more."),
};

/**
 * Connect to `path`. `handlers.snapshot(frame)` gets the whole, first and after every loss; `handlers.frame(frame)` gets
 * each later frame once and in order.
 */
export function connect(path, handlers) {
  const url = new URL(path, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const banner = document.querySelector(".connection");
  let socket,
    watchdog,
    timer,
    seq = null,
    seenAt = null,
    cutAt = null,
    attempt = 0,
    over = false;

  function open() {
    clearTimeout(timer);
    seq = null;
    socket = new WebSocket(url);
    expectSnapshot();
    socket.onmessage = (event) => take(JSON.parse(event.data));
    socket.onclose = (event) => lost(event.code);
  }

  function take(frame) {
    if (frame.type === "error") return console.warn(frame.data.message);
    if (frame.type === "snapshot") {
      clearTimeout(watchdog);
      [seq, seenAt, cutAt, attempt] = [frame.seq, new Date(), null, 0];
      banner.hidden = true;
      return handlers.snapshot(frame);
    }
    if (seq === null || frame.seq <= seq) return;
    if (frame.seq > seq + 1) return resync();
    [seq, seenAt] = [frame.seq, new Date()];
    handlers.frame(frame);
  }

  function resync() {
    seq = null;
    socket.send(JSON.stringify({ type: "resync" }));
    expectSnapshot();
  }

  // A connection that is open but dead (a laptop that slept) never closes by itself.
  function expectSnapshot() {
    const waitedFor = socket;
    clearTimeout(watchdog);
    watchdog = setTimeout(() => {
      waitedFor.onclose = null;
      waitedFor.close();
      lost();
    }, PATIENCE);
  }

  function lost(code) {
    clearTimeout(watchdog);
    if (REFUSED[code]) {
      over = true;
      return say(REFUSED[code]);
    }
    cutAt ??= new Date();
    if (attempt > 0)
      say(
        [
          interpolate(gettext("Cut off since %(time)s."), { time: time(cutAt) }, true),
          seenAt ? interpolate(gettext("What you see is from %(time)s."), { time: time(seenAt) }, true) : "",
          gettext("Coming back by itself…"),
        ]
          .filter(Boolean)
          .join(" "),
      );
    timer = setTimeout(open, Math.min(LONGEST_PAUSE, 250 * 2 ** attempt++) * (0.5 + Math.random() / 2));
  }

  function say(text) {
    banner.textContent = text;
    banner.hidden = false;
  }

  function wake() {
    if (over || document.hidden) return;
    if (socket.readyState === WebSocket.OPEN) resync();
    else if (socket.readyState === WebSocket.CLOSED) open();
  }

  addEventListener("online", wake);
  addEventListener("pageshow", (event) => event.persisted && wake());
  document.addEventListener("visibilitychange", wake);
  open();
}

function time(date) {
  return date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
}
