// The runbook's page: another document is read as soon as it is chosen.

document.addEventListener("change", ({ target }) => {
  if (target.id === "document-name") target.form.requestSubmit();
});
