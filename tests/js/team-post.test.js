import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { elements, freshPage } from "./browser.js";
import { post } from "../../static/js/team/post.js";

const real = globalThis.fetch;
let sent;

afterEach(() => (globalThis.fetch = real));

function answering(answer) {
  freshPage();
  elements.set("[name=csrfmiddlewaretoken]", { value: "token" });
  sent = null;
  globalThis.fetch = async (address, { body, headers }) => {
    sent = { address, text: body.get("text"), token: body.get("csrfmiddlewaretoken"), htmx: headers["HX-Request"] };
    if (answer instanceof Error) throw answer;
    return answer;
  };
}

const page = (text, init = {}) =>
  new Response(text, { ...init, headers: { "Content-Type": "text/html", ...init.headers } });

test("what was done is done, and is sent as htmx sends it", async () => {
  answering(page("", { headers: { "HX-Trigger": "sent" } }));
  assert.deepEqual(await post("/play/chat/say/", { text: "Yours?" }), { done: true, why: "" });
  assert.deepEqual(sent, { address: "/play/chat/say/", text: "Yours?", token: "token", htmx: "true" });
});

test("an error is told in words, with what can be done", async () => {
  answering(page("", { status: 429, headers: { "Retry-After": "7" } }));
  const { done, why } = await post("/x/", { text: "a" });
  assert.equal(done, false);
  assert.match(why, /Try again in 7 seconds/);
});

test("without a network nothing is sent, and that is said", async () => {
  answering(new TypeError("Failed to fetch"));
  const { done, why } = await post("/x/", { text: "a" });
  assert.equal(done, false);
  assert.match(why, /cannot be reached/);
});
