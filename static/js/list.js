// Lists: the print button, and a box in the heading that ticks every row of the page.
"use strict";

(() => {
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  const bulk = document.querySelector("[data-bulk]");
  if (!bulk) return;
  const boxes = [...document.querySelectorAll('input[name="chosen"]')];
  const label = document.createElement("label");
  label.className = "tool-tick";
  const every = document.createElement("input");
  every.type = "checkbox";
  label.append(every, ` ${bulk.dataset.bulk}`);
  bulk.querySelector("span").after(label);
  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    every.checked = ticked === boxes.length;
    every.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  every.addEventListener("change", () => {
    boxes.forEach((box) => (box.checked = every.checked));
  });
  boxes.forEach((box) => box.addEventListener("change", count));
})();
