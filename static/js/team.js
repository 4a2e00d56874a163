// The team's pane of the desk: tabs, and what each of them does. The parts themselves are refresh.js's business.

import "./refresh.js";
import { startTabs } from "./tabs.js";
import { startAsking } from "./team/asking.js";
import { startChatField } from "./team/chat-field.js";
import { lookAtChat, ownLineIsOut, startChat, toBottom } from "./team/chat.js";
import { startNoting } from "./team/noting.js";
import { startStream } from "./team/stream.js";
import { startTyping, tellTyping } from "./team/typing.js";
import { startWhereabouts } from "./team/whereabouts.js";
import { showVisibleHeight } from "./terminal/visible-height.js";

const desk = document.querySelector(".desk");

const tabs = [...document.querySelectorAll('.together [role="tab"]')];
const choose = startTabs(tabs, {
  remembered: "gameday-team-tab",
  chosen(tab) {
    if (tab.id === "tab-chat") toBottom();
    lookAtChat();
  },
});
// What is gone to shows itself: a tab of the panel by what it holds.
document.addEventListener("desk:show", ({ detail }) => {
  const tab = tabs.find((each) => document.getElementById(each.getAttribute("aria-controls")).contains(detail.element));
  if (tab) choose(tab);
});

startChat();
startChatField({ sent: ownLineIsOut, typed: () => tellTyping("chat") });
startTyping(Number(desk.dataset.player));
startWhereabouts();
startAsking();
startNoting();
startStream();
showVisibleHeight(); // a phone's keyboard shall not cover the field
