// Shows the unit of the chosen metric behind its quantity.
"use strict";

document.querySelectorAll("select[data-metric]").forEach((select) => {
  const unit = select.closest(".quantity-row").querySelector(".input-group-text");
  select.addEventListener("change", () => {
    unit.textContent = select.selectedOptions[0].dataset.unit;
  });
});
