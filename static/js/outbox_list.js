// The list of what this device keeps and has not sent yet.
"use strict";

(() => {
  const root = document.querySelector("[data-outbox-list]");
  const { outbox } = window;
  if (!root || !outbox) return;
  const row = root.querySelector("template");
  const frame = root.querySelector("[data-entries]");
  const none = root.querySelector("[data-empty]");
  const body = root.querySelector("tbody");

  const { unfinished, waiting, login, refused } = root.dataset;
  const said = { draft: unfinished, waiting, login, refused };

  const line = (entry) => {
    const made = row.content.cloneNode(true);
    const cell = (name) => made.querySelector(`[data-cell=${name}]`);
    cell("title").textContent = entry.title;
    cell("title").href = entry.form;
    cell("saved").textContent = new Date(entry.saved).toLocaleString(document.documentElement.lang);
    cell("state").textContent = said[entry.state];
    cell("drop").addEventListener("click", () => outbox.drop(entry.uuid).then(show));
    return made;
  };
  const show = async () => {
    const entries = await outbox.list();
    body.replaceChildren(...entries.map(line));
    frame.hidden = !entries.length;
    none.hidden = Boolean(entries.length);
  };
  root.querySelector("[data-send]").addEventListener("click", () => outbox.flush().then(show));
  document.addEventListener("outbox-flushed", show);
  show();
})();
