import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { freshPage, nextTimer, pass, settled, sockets } from "./browser.js";
import { SILENT_AFTER } from "../../static/js/line-watch.js";
import { SpareLine } from "../../static/js/terminal/spare-line.js";
import { TerminalLine } from "../../static/js/terminal/terminal-line.js";

let told, asked, answers, now;

beforeEach(() => {
  freshPage();
  [told, asked, answers, now] = [[], [], [], 1_000_000];
  mock.method(Date, "now", () => now);
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
    ask: (text) => told.push(`asked: ${text}`),
    over: (text) => told.push(`over: ${text}`),
    frame: { hello: ({ shell }) => told.push(`hello ${shell}`), replayed: () => told.push("replayed") },
    ...options,
  });
}

async function openLine(options) {
  const line = newLine(options);
  await line.open();
  sockets.at(-1).receive(hello());
  return [line, sockets.at(-1)];
}

const hello = (more) => ({ type: "hello", shell: "s1", you: 7, received: null, ...more });
const question = () => told.find((text) => text.startsWith("asked: "))?.slice("asked: ".length);
const words = (socket) => socket.sent.map((piece) => new TextDecoder().decode(piece)).join("");

/** The line is cut, without a word if `silent`, and comes back: the server says how much has arrived before. */
async function cutAndBack(socket, itSays, { silent = false } = {}) {
  if (silent) await pass(SILENT_AFTER);
  else socket.end();
  await pass(nextTimer());
  sockets.at(-1).receive(hello(itSays));
  return sockets.at(-1);
}

const sizes = (socket) => socket.sent.map((piece) => piece.length);

test("a line gets a ticket and opens its socket with the size of the screen", async () => {
  const [, socket] = await openLine();
  assert.equal(socket.url, "ws://gameday.test/ws/terminal/t1/?columns=80&rows=24&before=0");
  assert.deepEqual([asked, told], [["/ticket/ "], ["hello s1"]]);
});

test("a new terminal enters the shell that was kept ready, and a spare one that comes to nothing is opened as ever", async () => {
  const kept = new WebSocket("ws://gameday.test/kept/");
  const spare = { take: () => kept };
  const line = newLine({ spare });
  await line.open();
  assert.deepEqual([asked, kept.sent], [[], ['{"type":"enter","columns":80,"rows":24}']]);
  spare.take = () => null;
  kept.end(4403);
  await settled();
  assert.deepEqual(asked, ["/ticket/ "]);
  sockets.at(-1).receive(hello());
  assert.deepEqual(told, ["hello s1"]);
});

test("after its sandbox was rebuilt a terminal comes back as soon as there is one, and says nothing new until then", async () => {
  const [line, socket] = await openLine();
  line.comeBack();
  socket.receive({ type: "ended", why: "rebuilt", message: "Wait." });
  socket.end(4410);
  answers.push(json(409, { message: "Not yet." }));
  line.comeBack();
  await settled();
  await pass(10_000);
  sockets.at(-1).receive(hello({ shell: "s2" }));
  assert.deepEqual(told, ["hello s1", "over: Wait.", "hello s2"]);
  assert.deepEqual(asked, ["/ticket/ ", "/ticket/ ", "/ticket/ "]);
});

test("who only watched a terminal whose sandbox was rebuilt opens none", async () => {
  const [line, socket] = await openLine({ mode: "watch", shell: "s1" });
  socket.receive({ type: "ended", why: "rebuilt", message: "Wait." });
  socket.end(4410);
  line.comeBack();
  await pass(60_000);
  assert.deepEqual(asked, ["/ticket/ s1"]);
});

test("a shell to come back to is no spare one", async () => {
  const line = newLine({ shell: "s1", spare: { take: () => assert.fail() } });
  await line.open();
  assert.deepEqual(asked, ["/ticket/ s1"]);
});

test("a spare line is kept for terminals of one role, and given away once, if it lives", async () => {
  const spare = new SpareLine();
  const [line] = await openLine();
  const keep = async () => {
    spare.keep(line, { columns: 67, rows: 32 });
    await pass(200);
    return sockets.at(-1);
  };
  assert.equal(spare.take("/ticket/"), null);
  const first = await keep();
  assert.equal(first.url, "ws://gameday.test/ws/terminal/t1/?columns=67&rows=32");
  assert.equal(spare.take("/another/"), null);
  assert.equal(spare.take("/ticket/"), first);
  assert.equal(spare.take("/ticket/"), null);
  const silent = await keep();
  now += SILENT_AFTER;
  assert.equal(spare.take("/ticket/"), null);
  assert.equal(silent.readyState, WebSocket.CLOSED);
  (await keep()).end();
  assert.equal(spare.take("/ticket/"), null);
});

test("what is typed before the server has said hello is sent then", async () => {
  const line = newLine();
  await line.open();
  line.type("ls");
  assert.deepEqual(sockets[0].sent, []);
  sockets[0].receive(hello());
  assert.equal(words(sockets[0]), "ls");
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
  assert.deepEqual(told, ["hello s1", "cut", "cut", told.at(-1)]);
  assert.match(
    told.at(-1),
    /^warning: Cut off since \d\d:\d\d:\d\d\. Your shell waits a minute, and what you type is kept\. Coming back/,
  );
  await pass(nextTimer());
  sockets.at(-1).receive(hello());
  assert.deepEqual(asked, ["/ticket/ ", "/ticket/ s1", "/ticket/ s1"]);
});

test("keys typed in a short cut are sent when it is over, each once", async () => {
  const [line, socket] = await openLine();
  line.type("echo ");
  line.type("one");
  socket.end();
  line.type("; echo two");
  await pass(nextTimer());
  assert.match(sockets.at(-1).url, /&before=7$/);
  sockets.at(-1).receive(hello({ you: 8, received: 5 }));
  assert.deepEqual([words(sockets.at(-1)), question()], ["one; echo two", undefined]);
});

test("keys typed into a line that nobody knew was dead are not lost", async () => {
  const [line, socket] = await openLine();
  line.type("ls\r");
  const back = await cutAndBack(socket, { you: 8, received: 0 }, { silent: true });
  assert.equal(words(back), "ls\r");
});

test("keys typed in a longer cut do not run by themselves: their person is shown them and asked", async () => {
  const [line, socket] = await openLine();
  line.type("rm ");
  line.type("-r hay\r");
  now += 10_001;
  const back = await cutAndBack(socket, { you: 8, received: 3 });
  assert.deepEqual(
    [back.sent, question()],
    [[], "What you typed while the line was cut was not sent (7 keys): -r hay⏎"],
  );
  line.type("ls\r");
  line.sendAsked();
  line.sendAsked();
  assert.equal(words(back), "ls\r-r hay\r");
});

test("keys that were thrown away are never sent", async () => {
  const [line, socket] = await openLine();
  socket.end();
  line.type("rm -r hay\r");
  now += 60_000;
  await pass(nextTimer());
  sockets.at(-1).receive(hello({ you: 8, received: 0 }));
  line.dropAsked();
  line.sendAsked();
  assert.equal(words(sockets.at(-1)), "");
});

test("where the server cannot say how much arrived, nothing is sent twice without a question", async () => {
  const [line, socket] = await openLine();
  line.typeBytes(new TextEncoder().encode("x".repeat(70)));
  const back = await cutAndBack(socket, { received: null });
  assert.deepEqual(back.sent, []);
  assert.equal(
    question(),
    `What you typed while the line was cut was not sent (70 keys): ${"x".repeat(60)}… ` +
      "The server cannot say how much of it arrived: look at the screen first.",
  );
});

test("keys that were meant for a shell that is gone are not typed into a new one", async () => {
  const [line, socket] = await openLine();
  socket.end();
  line.type("make clean\r");
  answers = [json(404, { message: "It has ended." })];
  await pass(nextTimer());
  await settled();
  sockets.at(-1).receive(hello({ shell: "s2", you: 9 }));
  assert.deepEqual(sockets.at(-1).sent, []);
  assert.match(question(), /make clean⏎$/);
});

test("what a terminal answers to a program by itself is of no use later", async () => {
  const [line, socket] = await openLine();
  socket.end();
  line.type("\x1b[1;1R", { reply: true });
  await pass(nextTimer());
  sockets.at(-1).receive(hello({ you: 8, received: 0 }));
  assert.deepEqual(sockets.at(-1).sent, []);
});

test("a line that has fallen silent says so at once, and since when", async () => {
  const [, socket] = await openLine();
  await pass(SILENT_AFTER - 1);
  socket.receive({ type: "beat", received: 0 });
  await pass(SILENT_AFTER - 1);
  assert.deepEqual(told, ["hello s1"]);
  await pass(1);
  assert.match(told.at(-1), /^warning: Cut off since /);
  assert.equal(socket.readyState, WebSocket.CLOSED);
});

test("what was typed is kept only until it has arrived", async () => {
  const [line, socket] = await openLine();
  line.type("ls\r");
  socket.receive({ type: "beat", received: 3 });
  assert.equal(line.input.size, 0);
});

test("the last word to a shell is not told as lost when the shell ends by it", async () => {
  const [line, socket] = await openLine();
  line.type("exit\r");
  socket.receive({ type: "ended", message: "Bye." });
  assert.equal(told.at(-1), "over: Bye.");
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

test("a waiting line before the server is no reason to give up", async () => {
  answers = [() => ({ status: 503, headers: new Headers({ "content-type": "text/html" }) })];
  await newLine().open();
  await pass(nextTimer());
  assert.equal(asked.length, 2);
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
  sockets.at(-1).receive(hello({ shell: "s2" }));
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

test("a screen that goes away leaves its shell open and tries no more", async () => {
  const [line, socket] = await openLine();
  line.leave();
  socket.end();
  await pass(60_000);
  assert.deepEqual([socket.readyState, sockets.length, socket.sent], [WebSocket.CLOSED, 1, []]);
});

test("a screen that goes away while it asks for a ticket opens nothing", async () => {
  const line = newLine();
  const opening = line.open();
  line.leave();
  await opening;
  assert.equal(sockets.length, 0);
});

test("who ends a shell with its screen leaves the end to the server, which closes the socket when it is done", async () => {
  const [line, socket] = await openLine();
  line.end();
  await pass(60_000);
  assert.deepEqual([socket.sent, socket.readyState, sockets.length], [['{"type":"end"}'], WebSocket.OPEN, 1]);
});
