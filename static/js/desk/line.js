// The page's one socket, for what is told on the way: who types, who is where. refresh.js opens it and hands it over.

let connection = null;
let place = null; // the last frame that said where this page's person is

/** Send a frame. While the line is cut it is lost; only the place is told when the line is back. Says whether it went out. */
export function sendLine(frame) {
  if (frame.type === "place") place = frame;
  return connection?.send(frame) ?? false;
}

/** From now on frames go out here. */
export function holdLine(opened) {
  connection = opened;
}

/** A snapshot has come: the server knows this socket, but perhaps not where its person is. */
export function lineIsBack() {
  if (place) connection?.send(place);
}

/** A frame that concerns no part of the page: whoever wants it listens for it. */
export function tellLine(frame) {
  document.dispatchEvent(new CustomEvent("desk:line", { detail: frame }));
}
