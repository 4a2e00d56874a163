// A page of ours in a frame of the desk: whether this is one, and how it speaks with the desk. Both are of one origin, and
// nobody else is listened to.

const marked = "inDesk" in document.body.dataset;

/** Whether this page is a tool of a desk. */
export const inDesk = marked && globalThis.parent !== globalThis.self;

/** The same address, as the desk asks for it. */
export function forDesk(address) {
  const url = new URL(address, location.href);
  url.searchParams.set("desk", "");
  return url.href;
}

/** The same address, as it stands alone; without the origin, so that it can be kept. */
export function alone(address) {
  const url = new URL(address, location.href);
  url.searchParams.delete("desk");
  return url.pathname + url.search + url.hash;
}

/** Change the address without loading anything: the desk remembers it. */
export function moveTo(address) {
  history.replaceState(null, "", inDesk ? forDesk(address) : address);
  if (inDesk) tellDesk({ type: "here", address: alone(location.href) });
}

/** Send the desk a message: {type, …}. */
export function tellDesk(message) {
  globalThis.parent.postMessage(message, location.origin);
}

/** Have `act` get each message of this type that the desk sends. */
export function hearDesk(type, act) {
  addEventListener("message", ({ data, origin, source }) => {
    if (source === globalThis.parent && origin === location.origin && data?.type === type) act(data);
  });
}

if (marked && !inDesk) location.replace(alone(location.href)); // opened in a tab of its own
