// Without a connection: the forms that were opened before, as they were then. Pages keep and wipe them (offline_form.js, outbox.js).
"use strict";

const PATIENCE = 6000;
const SHELL = "/outbox/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const kept = async (request, isPage) =>
  (await caches.match(request, { ignoreVary: true })) || (isPage && (await caches.match(SHELL, { ignoreVary: true })));
const after = (time) => new Promise((resolve) => setTimeout(resolve, time));

const answer = async (request, isPage) => {
  const asked = fetch(request);
  // A hanging connection counts as none: a cached page is shown after this time.
  const late = after(PATIENCE).then(() => kept(request, false));
  try {
    return (await Promise.race([asked, late])) || (await asked);
  } catch (fault) {
    const copy = await kept(request, isPage);
    if (copy) return copy;
    throw fault;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const isPage = request.mode === "navigate";
  if (request.method !== "GET" || origin !== self.location.origin || !(isPage || pathname.startsWith("/static/"))) return;
  event.respondWith(answer(request, isPage));
});
