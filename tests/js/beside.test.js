import assert from "node:assert/strict";
import test from "node:test";
import { elements, pass } from "./browser.js";

elements.set("#beside", { dataset: { address: "/control/demo/teams/0/beside/" } });
elements.set("#beside-team", { querySelector: () => null });
globalThis.history = { replaceState() {} };
const { chosenTeam, showSoon, teamIsComing } = await import("../../static/js/control/beside.js");

function answered() {
  const asked = [];
  globalThis.htmx = { ajax: async (_verb, address) => asked.push(address) };
  return asked;
}

test("a key waits for the team that one walks to, though the list is exchanged and its stop gets the focus anew", async () => {
  const asked = answered();
  showSoon("7");
  let pressedAt = "";
  teamIsComing().then(() => (pressedAt = chosenTeam()));
  await pass(100);
  showSoon("7"); // the same stop again
  await pass(100);
  assert.equal(pressedAt, "7");
  assert.deepEqual(asked, ["/control/demo/teams/7/beside/"]);
  assert.equal(teamIsComing(), null);
});

test("who walks along the list fetches no team on the way", async () => {
  const asked = answered();
  for (const team of ["8", "9"]) showSoon(team);
  await pass(200);
  assert.deepEqual(asked, ["/control/demo/teams/9/beside/"]);
});
