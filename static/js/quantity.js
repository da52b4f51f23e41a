// Quantities: the unit of the chosen metric stands behind its number, and an empty row turns up when the last is in use.
"use strict";

document.querySelectorAll("select[data-metric]").forEach((select) => {
  const unit = select.closest(".quantity-row").querySelector(".input-group-text");
  select.addEventListener("change", () => {
    unit.textContent = select.selectedOptions[0].dataset.unit;
  });
});

document.querySelectorAll(".quantities").forEach((list) => {
  const rows = [...list.querySelectorAll(".quantity-row")];
  const used = (row) => row.querySelector(".is-invalid") || [...row.querySelectorAll("select, input")].some((field) => field.value);
  const offer = () => {
    const spare = rows.find((row) => !used(row));
    rows.forEach((row) => (row.hidden = row !== spare && !used(row)));
  };
  list.addEventListener("input", offer);
  list.addEventListener("change", offer);
  window.addEventListener("pageshow", offer);
});
