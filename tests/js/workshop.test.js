import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { freshPage } from "./browser.js";
import { Drafts } from "../../static/js/workshop-drafts.js";
import { languageOf } from "../../static/js/workshop-languages.js";
import { actOf, WorkshopServer } from "../../static/js/workshop-server.js";

beforeEach(freshPage);

test("a draft is kept by its file and page until it is dropped", () => {
  const [mine, other] = [new Drafts("1-2-shop", assert.fail), new Drafts("1-3-shop", assert.fail)];
  mine.keep("app.py", { text: "x", base: "y", digest: "d" });
  const { at, ...draft } = mine.of("app.py");
  assert.deepEqual(draft, { text: "x", base: "y", digest: "d" });
  assert.ok(at <= Date.now());
  assert.deepEqual([mine.of("db.py"), other.of("app.py")], [null, null]);
  mine.drop("app.py");
  assert.equal(mine.of("app.py"), null);
});

test("a browser that is full is told, and what it kept before stays", () => {
  let full = 0;
  const drafts = new Drafts("1-2-shop", () => (full += 1));
  drafts.keep("app.py", { text: "short" });
  sessionStorage.room = 100;
  drafts.keep("app.py", { text: "long".repeat(100) });
  assert.deepEqual([full, drafts.of("app.py").text], [1, "short"]);
});

test("a draft that cannot be read counts as none", () => {
  const drafts = new Drafts("1-2-shop", assert.fail);
  drafts.keep("app.py", { text: "x" });
  sessionStorage.setItem([...sessionStorage.values.keys()][0], "{");
  assert.equal(drafts.of("app.py"), null);
});

test("the language follows the ending, without one the first line", () => {
  const files = ["a/b.py", "index.html", "x.test.json", "c.yml", "run", "LICENSE", "a.constructor", "b.png"];
  const languages = files.map((path) => languageOf(path, path === "run" ? "#!/bin/sh" : ""));
  assert.deepEqual(languages, ["python", "html", "javascript", "yaml", "shell", null, null, null]);
});

test("an act is known by its address", () => {
  const addresses = ["/play/workshop/shop/do/settle-all/", "/play/workshop/shop/pulse/", undefined];
  assert.deepEqual(addresses.map(actOf), ["settle-all", undefined, undefined]);
});

function answering(status, type, text) {
  globalThis.fetch = async (...asked) => {
    globalThis.fetch.asked = asked;
    return new Response(text, { status, headers: { "Content-Type": type } });
  };
  return new WorkshopServer("/workshop/shop/", "token");
}

test("an answer carries what the server says", async () => {
  const server = answering(409, "application/json", '{"code": "changed", "message": "Another was first."}');
  const told = await server.ask("file/save/", { path: "a" });
  assert.deepEqual(told, { ok: false, code: "changed", message: "Another was first." });
  const [address, request] = globalThis.fetch.asked;
  assert.deepEqual([address, request.method, request.body], ["/workshop/shop/file/save/", "POST", '{"path":"a"}']);
  assert.equal(request.headers["X-CSRFToken"], "token");
});

test("a file is asked for by its path, whatever it is called", async () => {
  const server = answering(200, "application/json", '{"text": "x"}');
  assert.deepEqual(await server.readFile("a b&c.py"), { ok: true, text: "x", message: "" });
  assert.equal(globalThis.fetch.asked[0], "/workshop/shop/file/?path=a%20b%26c.py");
});

test("an error page or no answer at all still has a sentence", async () => {
  const failed = await answering(502, "text/html", "<h1>Bad gateway</h1>").readFile("a");
  assert.deepEqual(
    [failed.ok, failed.message],
    [false, "Gameday answers with an error (502). What you typed is kept here."],
  );
  globalThis.fetch = () => Promise.reject(new TypeError("cut"));
  assert.deepEqual(await new WorkshopServer("/", "t").readFile("a"), {
    ok: false,
    code: "cut",
    message: "Gameday cannot be reached. What you typed is kept here.",
  });
});
