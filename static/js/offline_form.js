// A form that works without a connection: what is typed is kept on this device and sent by the outbox.
"use strict";

(() => {
  const box = document.querySelector("[data-offline]");
  const { outbox } = window;
  if (!box || !outbox) return;
  const form = box.closest("form");
  const words = box.dataset;
  const keptForm = window.keptForm(form);
  const bound = words.offline === "bound";
  const key = location.pathname + location.search;
  const PAUSE = 400;
  // Seventeen digits and a check character: never kept in full, wherever they are typed.
  const ID_NUMBER = /(\d{6})\d{8}(\d{3}[\dXx])/g;
  const NEVER = ["csrfmiddlewaretoken", "next", "draft_of", "id_number", "phone"];

  const fresh = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };
  const uuid = form.elements.client_uuid;
  // A page that was kept comes back with the number of an entry that was sent long ago.
  if (!bound) uuid.value = fresh();

  const status = Object.assign(document.createElement("p"), { className: "draft-status quiet" });
  status.setAttribute("role", "status");
  form.append(status);

  const kept = ([name, value]) =>
    !NEVER.includes(name) && !(value instanceof File && !value.size) &&
    !form.querySelector(`[name="${CSS.escape(name)}"][autocomplete="off"]:not([hidden])`);
  const masked = ([name, value]) => [name, typeof value === "string" ? value.replace(ID_NUMBER, "$1********$2") : value];
  const entry = (state, button) => {
    const fields = [...new FormData(form)].filter(kept).map(masked);
    if (button && button.name) fields.push([button.name, button.value]);
    const title = document.title.split(" · ")[0];
    return { uuid: uuid.value, form: key, action: form.action, title, fields, state, saved: Date.now() };
  };

  let waiting = 0;
  const keep = () => {
    waiting = 0;
    outbox.put(entry("draft")).then(() => (status.textContent = words.kept));
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });

  const link = (label, href) =>
    Object.assign(document.createElement("a"), { className: "btn btn-sm btn-outline-secondary", textContent: label, href });
  const released = () => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  };

  form.addEventListener("submit", async (event) => {
    // The page itself shows what is wrong with an entry that the server refused.
    if (form.dataset.plain) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    clearTimeout(waiting);
    const button = event.submitter;
    const ready = entry("waiting", button);
    await outbox.put(ready);
    const { state, to } = await outbox.send(ready);
    if (state === "sent") {
      location.assign(to);
      return;
    }
    released();
    if (state === "refused") {
      form.dataset.plain = "1";
      form.requestSubmit(button);
      return;
    }
    const told = state === "login" ? words.login : words.waiting;
    keptForm.note("warning", told, link(words.listLabel, words.list)).focus();
  });

  const fill = ({ uuid: number, fields }) => {
    uuid.value = number;
    const values = {};
    fields.forEach(([name, value]) => (values[name] = values[name] || []).push(value));
    const asked = [...form.elements].filter(({ name, type }) => name && !NEVER.includes(name) && type !== "submit");
    keptForm.fill(asked, values);
  };
  // A page that says what is wrong holds all that was typed, yet no page can hold files: those come from this device.
  const giveFilesBack = (found) => {
    if (!found) return;
    const empty = [...form.elements].filter((field) => field.type === "file" && !field.matches(".is-invalid"));
    const files = empty.map(({ name }) => [name, found.fields.filter(([of]) => of === name).map(([, file]) => file)]);
    keptForm.fill(empty, Object.fromEntries(files));
  };
  const offer = (found) => {
    if (!found) return;
    const day = new Date(found.saved).toLocaleString(document.documentElement.lang);
    keptForm.offer(words.found.replace("{}", day), words, () => fill(found), () => outbox.drop(found.uuid));
  };
  const known = outbox.list().then((entries) => entries.reverse());
  if (bound) known.then((entries) => giveFilesBack(entries.find((entry) => entry.uuid === uuid.value)));
  else known.then((entries) => offer(entries.find((entry) => entry.form === key)));

  // Where the browser allows it (https, or this very machine), the form opens without a connection as well.
  if (!bound && navigator.serviceWorker && window.caches) {
    const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")];
    const needed = new Set([key, words.list, words.listScript, ...parts.map((part) => part.href || part.src)]);
    // A page that leads to the log-in is not the form.
    const requests = [...needed].map((url) => new Request(url, { redirect: "error" }));
    navigator.serviceWorker
      .register("/worker.js")
      .then(() => caches.open(outbox.pages))
      .then((cache) => cache.addAll(requests))
      .then(() => (status.textContent = status.textContent || words.ready))
      .catch(() => {});
  }
})();
