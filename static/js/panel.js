// The desk's panel fetches itself every few seconds, but not while one of its buttons is down.

import { mayExchange } from "./exchange-guard.js";

document.addEventListener("htmx:beforeSwap", ({ target, detail }) => mayExchange(target, detail));
