/* Keeps one door's page there without a network: the empty page and its own few files, nothing else.
   `DOOR` stands above: {base, shell, files}. Names and codes are never in this cache; see store.js. */

const PREFIX = `incheckning:${DOOR.base}:`;
const CACHE = PREFIX + DOOR.files.join("|");
const PATIENCE_MS = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOlder().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const asked = new URL(url);
  if (method !== "GET" || asked.origin !== self.location.origin) return;
  if (mode === "navigate" && asked.pathname === DOOR.base) event.respondWith(page(event.request));
  else if (DOOR.files.includes(asked.pathname + asked.search)) event.respondWith(file(event.request));
});

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(DOOR.files);
  const shell = await fetch(DOOR.shell, { credentials: "same-origin" });
  if (!shell.ok || shell.redirected) throw new Error("not let in");
  await cache.put(DOOR.shell, shell);
}

async function forgetOlder() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
}

/* The server's own page while it answers; the kept one when it does not, or not soon. */
async function page(request) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    return await fetch(request, { signal: stop.signal });
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(DOOR.shell);
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function file(request) {
  const kept = await (await caches.open(CACHE)).match(request);
  return kept || fetch(request);
}
