// Empty conditions stay out of the address, so that a filtered list has a short link to send on.
"use strict";

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-skip-empty]")) return;
  const fields = [...event.target.elements].filter((field) => field.name && !field.value);
  fields.forEach((field) => (field.disabled = true));
  setTimeout(() => fields.forEach((field) => (field.disabled = false)), 0);
});
