// Sends what one press means, without a form that would be emptied by it.

import { failureText, noAnswerText, ownWords } from "../acts.js";
import { currentToken } from "../csrf.js";

const PATIENCE = 60_000; // milliseconds

/** Send `values` to `address`, as htmx would. Returns {done, why}: what was refused or failed changes nothing. */
export async function post(address, values) {
  const token = currentToken() || document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "HX-Request": "true" },
      body: new URLSearchParams({ ...values, csrfmiddlewaretoken: token }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    return await verdictOf(answer);
  } catch (trouble) {
    return { done: false, why: noAnswerText(trouble.name === "TimeoutError" ? "late" : "cut") };
  }
}

/** An act that was done triggers "sent"; one that was refused says why in a banner; another answer is a failure. */
async function verdictOf(answer) {
  if (answer.ok && answer.headers.get("HX-Trigger")) return { done: true, why: "" };
  const text = await answer.text();
  if (answer.ok) return { done: false, why: bannerOf(text) };
  const words = ownWords(answer.headers.get("Content-Type") ?? "", text);
  const retryAfter = answer.headers.get("Retry-After") ?? "";
  return { done: false, why: failureText({ status: answer.status, words, retryAfter }) };
}

function bannerOf(page) {
  return new DOMParser().parseFromString(page, "text/html").querySelector(".banner")?.textContent.trim() ?? "";
}
