// A long form keeps what is typed as a draft on the server, and offers it when it is opened again. Ctrl+Enter sends it.
"use strict";

(() => {
  const PAUSE = 2500;
  const box = document.querySelector("[data-draft]");
  if (!box) return;
  const form = box.closest("form");
  const kept = window.keptForm(form);
  const { save, read, drop } = box.dataset;
  const key = location.pathname + location.search;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const skipped = (field) =>
    !field.name || field.name === "csrfmiddlewaretoken" || field.name === "seen" || field.autocomplete === "off" ||
    ["file", "password", "submit", "button"].includes(field.type);
  const fields = () => [...form.elements].filter((field) => !skipped(field));

  const sent = Object.assign(document.createElement("input"), { type: "hidden", name: "draft_of", value: key });
  form.append(sent);
  const status = document.createElement("p");
  status.className = "draft-status quiet";
  status.setAttribute("role", "status");
  form.append(status);

  const content = () => {
    const values = {};
    fields().forEach((field) => {
      if (field.type === "checkbox" || field.type === "radio") {
        (values[field.name] = values[field.name] || []).push(...(field.checked ? [field.value] : []));
      } else {
        values[field.name] = field.value;
      }
    });
    return JSON.stringify(values);
  };
  const post = (url, data) =>
    fetch(url, {
      method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams(data), keepalive: true,
    });

  let waiting = 0;
  const keep = () => {
    clearTimeout(waiting);
    waiting = 0;
    post(save, { form: key, title: document.title.split(" · ")[0], content: content() })
      .then((answer) => (answer.ok ? answer.json() : {}))
      .then(({ words }) => (status.textContent = words || ""))
      .catch(() => (status.textContent = ""));
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  window.addEventListener("pagehide", () => waiting && !form.dataset.sent && keep());
  form.addEventListener("submit", () => clearTimeout(waiting));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.querySelector("button.btn-primary").click();
  });

  const offer = ({ pk, words, content: values }) => {
    if (!pk) return;
    const known = fields().filter((field) => field.name in values);
    const given = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [].concat(value)]));
    kept.offer(words, box.dataset, () => kept.fill(known, given), () => post(drop.replace("/0/", `/${pk}/`), {}));
  };
  // A form that came back with faults holds what was typed already.
  if (box.dataset.draft !== "bound") {
    fetch(`${read}?form=${encodeURIComponent(key)}`).then((answer) => (answer.ok ? answer.json() : {})).then(offer, () => {});
  }
})();
