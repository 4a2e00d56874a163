import assert from "node:assert/strict";
import { test } from "node:test";

import { elements } from "./browser.js";

const time = (dateTime, textContent, dataset = {}) => ({ dateTime, textContent, dataset });

test("times are shown in the viewer's zone, once, as precisely as the server wrote them", async () => {
  const page = [
    time("2026-01-01T13:05:09Z", "13:05"),
    time("2026-01-01T13:05:09Z", "13:05:09"),
    time("2026-01-01T13:05:09Z", "1 January", { day: "" }),
    time("2026-01-01T13:05:09Z", "mine", { local: "yes" }),
    time("", "never"),
  ];
  elements.set("time[datetime]", page);
  await import("../../static/js/localtime.js");
  const shown = page.map(({ textContent }) => textContent);
  assert.deepEqual([shown[0], shown[1], shown[3], shown[4]], ["14:05", "14:05:09", "mine", "never"]);
  assert.match(shown[2], /2026.*14:05/);
});
