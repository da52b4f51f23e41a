// What was entered without a connection stays on this device, its user's alone, and is sent once there is one.
"use strict";

(() => {
  const box = document.querySelector("[data-outbox]");
  if (!box || !window.indexedDB) return;
  const user = Number(box.dataset.outbox);
  const EVERY = 60000;
  const TURN = 6000;

  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("outbox", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("entries", { keyPath: "uuid" });
      asked.result.createObjectStore("turns", { keyPath: "name" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const within = async (store, mode, act) => {
    const database = await opened;
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      let result;
      act(transaction.objectStore(store), (value) => (result = value));
      transaction.oncomplete = () => resolve(result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  };

  const put = (entry) => within("entries", "readwrite", (store) => store.put({ ...entry, user })).then(show);
  const drop = (uuid) => within("entries", "readwrite", (store) => store.delete(uuid)).then(show);
  const list = () =>
    within("entries", "readonly", (store, done) => {
      const asked = store.getAll();
      asked.onsuccess = () => done(asked.result.filter((entry) => entry.user === user).sort((a, b) => a.saved - b.saved));
    });

  // One page of this browser sends at a time; a page that was closed while it sent loses its turn within seconds.
  const hold = (store) => store.put({ name: "sending", until: Date.now() + TURN });
  const holdTurn = () => within("turns", "readwrite", hold);
  const takeTurn = () =>
    within("turns", "readwrite", (store, done) => {
      const asked = store.get("sending");
      asked.onsuccess = () => {
        const free = !asked.result || asked.result.until < Date.now();
        if (free) hold(store);
        done(free);
      };
    });
  const endTurn = () => within("turns", "readwrite", (store) => store.delete("sending"));

  const headers = { "X-Outbox": "1" };
  const post = async (entry) => {
    const asked = await fetch(box.dataset.token, { headers, cache: "no-store" });
    if (asked.status === 401 || asked.status === 403) return { state: "login" };
    if (!asked.ok) return { state: "waiting" };
    const visit = await asked.json();
    if (visit.user !== user) return { state: "login" };
    const body = new FormData();
    entry.fields.forEach(([name, value]) => body.append(name, value));
    const answer = await fetch(entry.action, { method: "POST", headers: { ...headers, "X-CSRFToken": visit.token }, body });
    if (answer.status === 401) return { state: "login" };
    if (answer.status >= 500 || answer.status === 429) return { state: "waiting" };
    const led = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    return answer.ok && led ? { state: "sent", to: (await answer.json()).to } : { state: "refused" };
  };
  // → {state: sent | waiting | login | refused, to: where it leads}. The server takes an entry once, however often it comes.
  const send = async (entry) => {
    const result = await post(entry).catch(() => ({ state: "waiting" }));
    await (result.state === "sent" ? drop(entry.uuid) : put({ ...entry, state: result.state }));
    return result;
  };
  const sendAll = async (due) => {
    const holding = setInterval(holdTurn, TURN / 3);
    try {
      for (const entry of due) {
        const { state } = await send(entry);
        if (state === "waiting" || state === "login") break;
      }
    } finally {
      clearInterval(holding);
      await endTurn();
    }
  };
  const flush = async () => {
    const due = (await list()).filter(({ state }) => state === "waiting" || state === "login");
    if (due.length && navigator.onLine) {
      if (await takeTurn()) await sendAll(due);
      else setTimeout(flush, TURN);
    }
    // Told even where another page has sent everything: what is shown here may be older than that.
    await show();
    document.dispatchEvent(new Event("outbox-flushed"));
  };

  const show = async () => {
    const left = (await list()).length;
    document.querySelectorAll("[data-outbox-count]").forEach((link) => {
      link.hidden = !left;
      link.querySelector("span").textContent = left;
    });
  };

  const pages = `kept-${user}`;
  const forgetPages = async (which) => {
    const names = window.caches ? await caches.keys() : [];
    await Promise.all(names.filter((name) => name.startsWith("kept-") && which(name)).map((name) => caches.delete(name)));
  };
  const wipe = async () => {
    const entries = await list();
    await Promise.all(entries.map(({ uuid }) => drop(uuid)));
    await forgetPages(() => true);
  };
  document.querySelectorAll("form[data-wipe-drafts]").forEach((form) =>
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const left = (await list()).length;
      if (left && !window.confirm(box.dataset.wipe.replace("{}", left))) return;
      await wipe();
      form.submit();
    }),
  );

  window.outbox = { user, pages, put, drop, list, send, flush };
  forgetPages((name) => name !== pages);
  window.addEventListener("online", flush);
  setInterval(flush, EVERY);
  show().then(flush);
})();
