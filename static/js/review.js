// The review box: one click concludes on every criterion, one puts a phrase into the opinion, Ctrl+Enter passes.
"use strict";

(() => {
  const form = document.querySelector("[data-review]");
  if (!form) return;

  form.querySelectorAll("[data-all]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      form.querySelectorAll(`input[type=radio][value="${button.dataset.all}"]`).forEach((radio) => (radio.checked = true));
    });
  });

  form.querySelectorAll("[data-phrases]").forEach((box) => {
    const opinion = document.getElementById(box.dataset.phrases);
    box.hidden = false;
    box.addEventListener("click", ({ target }) => {
      const phrase = target.closest("button");
      if (!phrase) return;
      const before = opinion.value.slice(0, opinion.selectionStart);
      const text = phrase.textContent.trim();
      opinion.value = before + text + opinion.value.slice(opinion.selectionEnd);
      opinion.focus();
      opinion.setSelectionRange(before.length + text.length, before.length + text.length);
    });
  });

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.querySelector(".btn-success").click();
  });
})();
