// Shows the price while the customer still hesitates.
const form = document.querySelector("form[data-unicorn]");
const output = form.querySelector("output");

async function show() {
  const days = form.elements.days.value;
  const answer = await fetch(`/api/price?unicorn=${form.dataset.unicorn}&days=${days}`);
  if (answer.ok) output.textContent = `${((await answer.json()).price_cents / 100).toFixed(2)} €`;
}

form.elements.days.addEventListener("input", show);
