// What was kept of a form: offered above it, and filled in again. Drafts and entries that were not sent share it.
"use strict";

window.keptForm = (form) => {
  const note = (style, words, ...parts) => {
    document.querySelectorAll(".draft-offer").forEach((old) => old.remove());
    const made = Object.assign(document.createElement("div"), { className: `note note-${style} draft-offer`, tabIndex: -1 });
    made.setAttribute("role", "status");
    made.append(Object.assign(document.createElement("span"), { textContent: words }), ...parts);
    form.before(made);
    return made;
  };
  const button = (label, style, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    made.className = `btn btn-sm ${style}`;
    made.addEventListener("click", () => {
      act();
      made.closest(".draft-offer").remove();
    });
    return made;
  };
  const offer = (words, { resume, discard }, fill, drop) =>
    note("warning", words, button(resume, "btn-primary", fill), button(discard, "btn-outline-secondary", drop));

  const put = (field, given) => {
    if (field.type === "file") {
      const files = new DataTransfer();
      given.forEach((file) => files.items.add(file));
      field.files = files.files;
    } else if (field.type === "checkbox" || field.type === "radio") {
      field.checked = given.includes(field.value);
    } else if (field.multiple) {
      [...field.options].forEach((option) => (option.selected = given.includes(option.value)));
    } else if (given.length) {
      const value = given.shift();
      if (field.tomselect) field.tomselect.setValue(value, true);
      else field.value = value;
    }
  };
  // `values` holds a list for each name; what was typed into a folded part unfolds it.
  const fill = (fields, values) =>
    fields.forEach((field) => {
      put(field, values[field.name] || []);
      const holds = ["checkbox", "radio"].includes(field.type) ? field.checked : field.value;
      const folded = holds && field.closest("details");
      if (folded) folded.open = true;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  return { note, offer, fill };
};
