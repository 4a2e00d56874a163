import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { freshPage, nextTimer, pass, settled, sockets } from "./browser.js";
import { TerminalLine } from "../../static/js/terminal-line.js";

let told, asked, answers;

beforeEach(() => {
  freshPage();
  [told, asked, answers] = [[], [], []];
  globalThis.fetch = async (address, { body }) => {
    asked.push(`${address} ${body.get("shell")}`);
    return (answers.shift() ?? ticket)();
  };
});

const json = (status, words) => () => ({
  status,
  headers: new Headers({ "content-type": "application/json" }),
  json: () => words,
});
const ticket = json(200, { socket: "/ws/terminal/t1/" });
const cut = () => Promise.reject(new TypeError("cut"));

function newLine(options = {}) {
  return new TerminalLine({
    ticket: "/ticket/",
    token: "csrf",
    mode: "type",
    shell: "",
    given: false,
    size: () => ({ columns: 80, rows: 24 }),
    draw: (bytes, done) => done(told.push(`drawn ${bytes.length}`)),
    say: (text, kind) => told.push(`${kind}: ${text}`),
    cut: () => told.push("cut"),
    over: (text) => told.push(`over: ${text}`),
    frame: { hello: ({ shell }) => told.push(`hello ${shell}`), replayed: () => told.push("replayed") },
    ...options,
  });
}

async function openLine(options) {
  const line = newLine(options);
  await line.open();
  sockets.at(-1).receive({ type: "hello", shell: "s1" });
  return [line, sockets.at(-1)];
}

const sizes = (socket) => socket.sent.map((piece) => piece.length);

test("a line gets a ticket and opens its socket with the size of the screen", async () => {
  const [, socket] = await openLine();
  assert.equal(socket.url, "ws://gameday.test/ws/terminal/t1/?columns=80&rows=24");
  assert.deepEqual([asked, told], [["/ticket/ "], ["hello s1"]]);
});

test("nothing is typed before the server has said hello", async () => {
  const line = newLine();
  await line.open();
  line.type("rm");
  assert.deepEqual(sockets[0].sent, []);
});

test("input goes in pieces, and no more of it than the server can take", async () => {
  const [line, socket] = await openLine();
  line.typeBytes(new Uint8Array(200 * 1024));
  assert.deepEqual(sizes(socket), Array(8).fill(16 * 1024));
  socket.receive({ type: "took", bytes: 16 * 1024 });
  assert.equal(socket.sent.length, 9);
  for (let taken = 0; taken < 12; taken += 1) socket.receive({ type: "took", bytes: 16 * 1024 });
  assert.equal(
    sizes(socket).reduce((sum, size) => sum + size),
    200 * 1024,
  );
});

test("the server is told what is drawn, a good piece at a time", async () => {
  const [, socket] = await openLine();
  for (let times = 0; times < 5; times += 1) socket.receive(new Uint8Array(10 * 1024));
  assert.deepEqual(socket.sent, ['{"type":"drew","bytes":40960}']);
});

test("the end of a replay is told once all of it is drawn", async () => {
  const [, socket] = await openLine();
  socket.receive({ type: "replay", bytes: 6 });
  socket.receive(new Uint8Array(4));
  socket.receive(new Uint8Array(2));
  socket.receive(new Uint8Array(1));
  assert.deepEqual(told, ["hello s1", "drawn 4", "drawn 2", "replayed", "drawn 1"]);
});

test("a cut line comes back to its shell; a longer cut is told", async () => {
  const [, socket] = await openLine();
  answers = [cut];
  socket.end();
  assert.ok(nextTimer() <= 200);
  await pass(nextTimer());
  assert.deepEqual(told, [
    "hello s1",
    "cut",
    "cut",
    "warning: The connection is cut. Your shell waits a minute; coming back by itself…",
  ]);
  await pass(nextTimer());
  sockets.at(-1).receive({ type: "hello", shell: "s1" });
  assert.deepEqual(asked, ["/ticket/ ", "/ticket/ s1", "/ticket/ s1"]);
});

test("input that was under way when the line was cut is told as lost", async () => {
  const [line, socket] = await openLine();
  line.typeBytes(new Uint8Array(5000));
  socket.end();
  await pass(nextTimer());
  sockets.at(-1).receive({ type: "hello", shell: "s1" });
  await pass(0);
  assert.equal(
    told.at(-1),
    "warning: The connection was cut in the midst of 5000 bytes of input: check how much of it arrived.",
  );
});

test("a line that is woken while it asks for a ticket opens one socket", async () => {
  const [, socket] = await openLine();
  let answer;
  answers = [() => new Promise((resolve) => (answer = resolve)), ticket];
  socket.end();
  await pass(nextTimer());
  document.dispatchEvent(new Event("visibilitychange"));
  await settled();
  answer(ticket());
  await settled();
  assert.equal(sockets.length, 2);
});

test("a server that is away is asked again; one that refuses is not", async () => {
  answers = [json(502, {}), json(503, { message: "No engine." })];
  await newLine().open();
  await pass(nextTimer());
  assert.deepEqual([told, asked.length, nextTimer()], [["cut", "over: No engine."], 2, null]);
});

test("a page instead of a ticket means that the seat is gone", async () => {
  answers = [() => ({ status: 200, headers: new Headers({ "content-type": "text/html" }) })];
  await newLine().open();
  assert.deepEqual(told, ["over: This browser does not sit at this table any more. Go back to your team's page."]);
});

test("a remembered shell that has ended gives way to a new one", async () => {
  answers = [json(404, { message: "It has ended." })];
  newLine({ shell: "old" }).open();
  await settled();
  sockets.at(-1).receive({ type: "hello", shell: "s2" });
  await pass(0);
  assert.deepEqual(asked, ["/ticket/ old", "/ticket/ "]);
  assert.ok(told.includes("warning: Your earlier terminal had ended, so this is a new one."));
});

test("a shell that the address names and that has ended is over", async () => {
  answers = [json(404, { message: "It has ended." })];
  await newLine({ shell: "old", given: true }).open();
  assert.deepEqual([told, sockets.length], [["over: It has ended."], 0]);
});

test("a socket that is refused says the server's reason", async () => {
  const line = newLine();
  await line.open();
  sockets[0].receive({ type: "error", message: "The ticket is used up." });
  sockets[0].end(4403);
  assert.deepEqual(told, ["over: The ticket is used up."]);
});

test("a shell that ends is over, and a fresh one can be opened", async () => {
  const [line, socket] = await openLine();
  socket.receive({ type: "ended", message: "Bye." });
  socket.end(4410);
  assert.deepEqual([told.at(-1), nextTimer()], ["over: Bye.", null]);
  line.fresh();
  await settled();
  assert.deepEqual([asked.at(-1), sockets.length], ["/ticket/ ", 2]);
});

test("a socket that stays silent is given up", async () => {
  await newLine().open();
  await pass(8_000);
  assert.equal(sockets[0].readyState, WebSocket.CLOSED);
  await pass(nextTimer());
  assert.equal(sockets.length, 2);
});
