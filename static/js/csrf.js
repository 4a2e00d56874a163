// The CSRF token as it is now. Logging in in another tab changes it, and a page that was rendered before holds the old
// one: so every form and request takes it from the cookie in the moment when it is sent.

/** The token of this browser; "" where the cookie cannot be read. */
export function currentToken() {
  const name = document.querySelector('meta[name="csrf-cookie"]')?.content;
  const pairs = (document.cookie ?? "").split("; ").map((pair) => pair.split("="));
  return pairs.find(([key]) => name && key === name)?.[1] ?? "";
}

/** A form is about to be sent, by htmx or by the browser. */
function renewField({ target }) {
  const field = target.querySelector?.('input[name="csrfmiddlewaretoken"]');
  const token = currentToken();
  if (field && token) field.value = token;
}

/** htmx is about to send: what stands in hx-headers may be old as well. */
function renewHeader({ detail }) {
  const token = currentToken();
  if (token && detail.verb !== "get") detail.headers["X-CSRFToken"] = token;
}

const first = true; // before htmx reads the form
document.addEventListener("submit", renewField, first);
document.addEventListener("htmx:configRequest", renewHeader);
