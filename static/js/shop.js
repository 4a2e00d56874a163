// The shop in a frame of its own origin. It gets nothing of ours: no cookies, no word of where it stands, no way to move the page
// around it. Whether it answers is asked first, because a frame with nothing in it says nothing.

import { isUnseen, whenSeen } from "./page-seen.js";

const box = document.querySelector(".shop-frame");
const form = document.querySelector(".shop-bar");
const PATIENT = 3000; // milliseconds: what answers later is shown as it comes, because customers wait, too
const AGAIN = 5000; // milliseconds
const MAY = "allow-scripts allow-forms allow-same-origin"; // the last: its own origin, not ours
let timer, frame;

/** The page of the shop that is asked for. What leads elsewhere leads to its first page. */
export function pageOfShop(address, path) {
  try {
    const url = new URL(path.trim() || "/", address);
    return url.origin === new URL(address).origin ? url.href : address;
  } catch {
    return address;
  }
}

async function load() {
  clearTimeout(timer);
  form.elements.path.value ||= "/";
  const page = pageOfShop(box.dataset.address, form.elements.path.value);
  const answer = fetch(page, {
    mode: "no-cors",
    credentials: "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
  });
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENT));
  try {
    await Promise.race([answer, patience]);
    show(page);
    await answer; // may still fail
  } catch {
    sayAway();
  }
}

function show(page) {
  box.querySelector(".card").hidden = true;
  frame?.remove();
  frame = document.createElement("iframe");
  Object.assign(frame, { src: page, title: box.dataset.title, referrerPolicy: "no-referrer" });
  frame.setAttribute("sandbox", MAY);
  box.append(frame);
}

function sayAway() {
  frame?.remove();
  box.querySelector(".card").hidden = false;
  clearTimeout(timer);
  timer = setTimeout(again, AGAIN);
}

function again() {
  if (!isUnseen() && !box.querySelector(".card").hidden) load();
}

if (box) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    load();
  });
  whenSeen(again);
  load();
}
