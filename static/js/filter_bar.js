// The filter bar: empty conditions stay out of the address, and on a phone the conditions fold away behind a button.
"use strict";

document.querySelectorAll("[data-filter-bar]").forEach((bar) => {
  const fold = bar.querySelector("[data-fold]");
  const show = (open) => {
    bar.classList.toggle("is-folded", !open);
    fold.setAttribute("aria-expanded", String(open));
  };
  if (fold) {
    bar.classList.add("is-foldable");
    show("narrowed" in bar.dataset || !window.matchMedia("(max-width: 767.98px)").matches);
    fold.addEventListener("click", () => show(bar.classList.contains("is-folded")));
  }

  bar.addEventListener("submit", () => {
    const empty = [...bar.elements].filter((field) => field.name && !field.value);
    empty.forEach((field) => (field.disabled = true));
    setTimeout(() => empty.forEach((field) => (field.disabled = false)), 0);
  });
});
