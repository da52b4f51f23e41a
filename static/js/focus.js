// The summary of a form's faults takes the focus, so that it is read out and its links are at hand.
"use strict";

(() => {
  const target = document.querySelector("[data-focus]");
  if (target) target.focus();
})();
