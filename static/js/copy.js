// A button that copies the text of a block; without JavaScript the text stands there to be selected.
"use strict";

(() => {
  const byHand = (source) => {
    source.focus();
    source.select();
    return document.execCommand("copy");
  };
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const source = document.getElementById(button.dataset.copy);
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      // On plain http the browser has no clipboard to give.
      const copied = navigator.clipboard
        ? await navigator.clipboard.writeText(source.value).then(() => true, () => byHand(source))
        : byHand(source);
      button.textContent = copied ? button.dataset.done : label;
    });
  });
})();
