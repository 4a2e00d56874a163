// Files of souvenirs: a picture for the phone is made here, from its SVG; a PDF is made by the server, which takes a while.

import { failureText, noAnswerText, ownWords } from "./acts.js";

const WIDTH = 1080; // pixels of a phone's picture
const HEIGHT = 1920;
const FORGET = 60_000; // milliseconds after which a browser has surely saved a file

/** The SVG at an address as a PNG. Rejects where the browser cannot draw it. */
async function drawnAsPng(address) {
  const picture = new Image(WIDTH, HEIGHT);
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  canvas.getContext("2d").drawImage(picture, 0, 0, WIDTH, HEIGHT);
  const png = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!png) throw new Error("no picture");
  return png;
}

/** The name that the server gives to a file. */
export function fileName(disposition, otherwise) {
  return /filename="([^"]+)"/.exec(disposition ?? "")?.[1] ?? otherwise;
}

function save(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), FORGET);
}

function say(link, text, trouble = false) {
  const files = link.closest(".files");
  const note = files.querySelector(".making") ?? document.createElement("p");
  note.setAttribute("role", "status");
  files.append(note);
  note.className = `making${trouble ? " error" : ""}`;
  note.textContent = text;
  note.hidden = !text;
}

async function fetchSlowly(link) {
  const answer = await fetch(link.href, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer) return say(link, noAnswerText("cut"), true);
  if (!answer.ok) {
    const words = ownWords(answer.headers.get("Content-Type") ?? "", await answer.text());
    return say(link, failureText({ status: answer.status, words }), true);
  }
  save(await answer.blob(), fileName(answer.headers.get("Content-Disposition"), "souvenir.pdf"));
  return say(link, gettext("It is in your downloads."));
}

/** Says beside a link that its file is being made. A second click meanwhile does nothing. */
async function whileMaking(link, work) {
  if (link.getAttribute("aria-disabled")) return;
  link.setAttribute("aria-disabled", "true");
  say(link, gettext("It is being made; a whole day takes up to a minute."));
  try {
    await work();
  } finally {
    link.removeAttribute("aria-disabled");
  }
}

async function savePng(link) {
  try {
    save(await drawnAsPng(link.href), link.dataset.png);
    say(link, gettext("It is in your downloads."));
  } catch {
    say(link, gettext("Your browser could not make a picture of it. The SVG shows the same."), true);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-slow], a[data-png], [data-print]");
  if (!link) return;
  event.preventDefault();
  if (link.matches("[data-print]")) print();
  else whileMaking(link, () => (link.matches("[data-png]") ? savePng(link) : fetchSlowly(link)));
});
for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
