// Tickets for the socket of a shell: how one is asked for, and the address that it leads to.

import { currentToken } from "../csrf.js";

export const ANSWER_WITHIN = 8_000; // milliseconds
const BUSY = 429; // statuses from here on that come without words of ours: somebody before us, or too much at once

/**
 * {socket: address}, {message: why not}, or null when the server is away. `asked`: shell, mode, and spare for one that is
 * entered later. `token` is the page's, where no cookie has one.
 */
export async function askForTicket(address, asked, token) {
  const body = new URLSearchParams({ ...asked, csrfmiddlewaretoken: currentToken() || token });
  const signal = AbortSignal.timeout(ANSWER_WITHIN);
  try {
    const answer = await fetch(address, { method: "POST", body, redirect: "error", signal });
    if (answer.status >= 500 && answer.status !== 503) return null;
    if (answer.headers.get("content-type")?.includes("json")) return await answer.json();
    if (answer.status >= BUSY) return null;
    return { message: gettext("This browser does not sit at this table any more. Go back to your team's page.") };
  } catch {
    return null;
  }
}

/** Of a socket: `address` is what the ticket says, `about` goes into the query. */
export function socketAddress(address, about) {
  const url = new URL(address, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.search = new URLSearchParams(about);
  return url;
}
