// The workshop's questions to the server. What a person typed is never lost by an answer: every answer is an object
// with `ok` and, where it is not, a sentence in `message`.

import { currentToken } from "./csrf.js";

const ANSWER_WITHIN = 60_000; // milliseconds

export const unreachable = () => gettext("Gameday cannot be reached. What you typed is kept here.");

/** What to say for an answer without words of its own. */
export function answeredWithError(status) {
  return interpolate(gettext("Gameday answers with an error (%s). What you typed is kept here."), [status]);
}

export class WorkshopServer {
  constructor(base, token) {
    Object.assign(this, { base, token });
  }

  /** Get what stands at `where`, or post `body` there as JSON. */
  async ask(where, body) {
    const headers = { "X-CSRFToken": currentToken() || this.token, "Content-Type": "application/json" };
    const signal = AbortSignal.timeout(ANSWER_WITHIN);
    const post = body && { method: "POST", headers, body: JSON.stringify(body) };
    try {
      const response = await fetch(this.base + where, { ...post, signal });
      const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
      const told = isJson ? await response.json() : {};
      const message = told.message ?? (response.ok ? "" : answeredWithError(response.status));
      return { ...told, ok: response.ok, message };
    } catch {
      return { ok: false, code: "cut", message: unreachable() };
    }
  }

  readFile(path) {
    return this.ask(`file/?path=${encodeURIComponent(path)}`);
  }

  /** The address of the file as it is, for pictures and downloads. */
  raw(path) {
    return `${this.base}file/raw/?path=${encodeURIComponent(path)}`;
  }

  /** Say in which file this page is. */
  tellPlace(path, unsaved) {
    const body = this.#form({ path, unsaved: unsaved ? "yes" : "" });
    fetch(`${this.base}here/`, { method: "POST", body }).catch(() => {}); // the next one comes
  }

  /** Say that this page is being closed. */
  tellGone() {
    navigator.sendBeacon(`${this.base}here/`, this.#form({ gone: "yes" }));
  }

  #form(fields) {
    const data = new FormData();
    for (const [name, value] of Object.entries({ csrfmiddlewaretoken: currentToken() || this.token, ...fields }))
      data.append(name, value);
    return data;
  }
}

/** "create" of "/play/workshop/storefront/do/create/"; undefined for other addresses. */
export function actOf(address) {
  return address?.match(/\/do\/([a-z-]+)\/$/)?.[1];
}
