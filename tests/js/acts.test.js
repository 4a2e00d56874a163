import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";

import { elements, freshPage } from "./browser.js";

let failureText, noAnswerText, ownWords, currentToken;

before(async () => {
  ({ failureText, noAnswerText, ownWords } = await import("../../static/js/acts.js"));
  ({ currentToken } = await import("../../static/js/csrf.js"));
});

beforeEach(() => {
  freshPage();
  delete document.cookie;
});

const KEPT = /What you typed is still here\.$/;

/** An element as acts.js needs it. */
function element(attributes = {}) {
  const made = {
    attributes: { ...attributes },
    children: [],
    isConnected: true,
    getAttribute: (name) => made.attributes[name],
    setAttribute: (name, value) => (made.attributes[name] = value),
    append: (child) => made.children.includes(child) || made.children.push(Object.assign(child, { parent: made })),
    remove: () => made.parent.children.splice(made.parent.children.indexOf(made), 1),
    closest: () => made,
    querySelector: (selector) =>
      made.children.find((child) => `.${child.className}`.includes(selector.slice(1))) ?? null,
    querySelectorAll: () => [],
  };
  return made;
}

const form = () => element({ "hx-post": "/play/chat/say/" });
const request = (elt, verb = "post") => ({ elt, verb, path: "/play/chat/say/", headers: {} });

/** An answer of the server to an act of `pressed`. */
function answer(pressed, status, { type = "text/html", text = "", headers = {}, verb } = {}) {
  const xhr = {
    status,
    responseText: text,
    getResponseHeader: (name) => ({ "Content-Type": type, ...headers })[name] ?? null,
  };
  tell("htmx:responseError", { requestConfig: request(pressed, verb), xhr });
}

function tell(name, detail) {
  document.dispatchEvent(Object.assign(new Event(name), { detail }));
}

const saidIn = (pressed) => pressed.children.map(({ textContent }) => textContent).join(" ");

beforeEach(() => {
  document.createElement = () => element();
});

for (const status of [403, 404, 413, 429, 500, 502, 503]) {
  test(`an act that fails with ${status} says so where it was pressed, aloud, and that nothing typed is lost`, () => {
    const pressed = form();
    answer(pressed, status, { text: "<h1>Error</h1>" });
    assert.match(saidIn(pressed), KEPT);
    assert.equal(pressed.children[0].attributes.role, "alert");
  });
}

test("a server that says why is quoted", () => {
  const pressed = form();
  answer(pressed, 409, { type: "text/plain; charset=utf-8", text: "The seat is taken.\n" });
  assert.equal(saidIn(pressed), "The seat is taken.");
  answer(pressed, 503, { type: "application/json", text: '{"message": "No engine."}' });
  assert.equal(saidIn(pressed), "No engine.");
});

test("a server that asks for patience is quoted with its seconds", () => {
  assert.match(failureText({ status: 429, retryAfter: "7" }), /Try again in 7 seconds/);
  assert.match(failureText({ status: 503 }), /Try again in a moment/);
});

test("a page is nobody's words, and neither is JSON that is none", () => {
  assert.equal(ownWords("text/html; charset=utf-8", "<p>No</p>"), "");
  assert.equal(ownWords("application/json", "{"), "");
});

test("an act without an answer says whether it can have been done", () => {
  for (const [name, text] of [
    ["htmx:sendError", noAnswerText("cut")],
    ["htmx:timeout", noAnswerText("late")],
  ]) {
    const pressed = form();
    tell(name, { requestConfig: request(pressed) });
    assert.equal(saidIn(pressed), text);
  }
  assert.match(noAnswerText("cut"), /was not sent/);
  assert.match(noAnswerText("late"), /Look whether it was done/);
});

test("a part that cannot be fetched says nothing: the banner does", () => {
  const pressed = form();
  answer(pressed, 500, { verb: "get" });
  tell("htmx:sendError", { requestConfig: request(pressed, "get") });
  assert.equal(saidIn(pressed), "");
});

test("the sentence stays while news come, without being read aloud again, and goes when the act is tried again", () => {
  const pressed = form();
  answer(pressed, 500);
  const fresh = form();
  const part = Object.assign(new EventTarget(), { querySelectorAll: () => [fresh] });
  document.dispatchEvent(Object.assign(new Event("htmx:oobAfterSwap"), { detail: { target: part } }));
  assert.match(saidIn(fresh), KEPT);
  assert.equal(fresh.children[0].attributes.role, undefined);
  tell("htmx:beforeRequest", { requestConfig: request(fresh) });
  assert.equal(saidIn(fresh), "");
});

test("no request waits for ever", () => {
  const [get, post] = [request(form(), "get"), request(form())];
  for (const each of [get, post]) tell("htmx:configRequest", each);
  assert.ok(get.timeout > 0 && post.timeout > get.timeout);
});

test("after logging in in another tab a form is sent with the token as it is now", () => {
  elements.set('meta[name="csrf-cookie"]', { content: "stable_csrf" });
  document.cookie = "other_csrf=old; stable_csrf=new";
  const field = { value: "old" };
  const target = { querySelector: () => field };
  const event = new Event("submit");
  Object.defineProperty(event, "target", { value: target });
  document.dispatchEvent(event);
  const sent = request(form());
  tell("htmx:configRequest", sent);
  assert.deepEqual([currentToken(), field.value, sent.headers["X-CSRFToken"]], ["new", "new", "new"]);
});

test("where the cookie cannot be read, a form keeps the token that it came with", () => {
  elements.set('meta[name="csrf-cookie"]', { content: "stable_csrf" });
  document.cookie = "";
  assert.equal(currentToken(), "");
});
