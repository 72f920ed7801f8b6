/* What the phone keeps: the list, encrypted, and what is not sent yet. One database for each door.

   The key lies beside the list and cannot be read out by a script (extractable: false). It keeps names out
   of copied files and backups of the browser's store; whoever holds the unlocked phone has the page itself. */

const LIST = "list";
const QUEUE = "queue";

export async function openStore(base) {
  const name = `incheckning:${base}`;
  let database = await opened(name);
  /* A browser short of room may take the database away while the page is open: then a new one is begun. */
  const use = async (act) => {
    try {
      return await act(database);
    } catch {
      database = await opened(name);
      return act(database);
    }
  };
  return {
    saveList: (list) => use((one) => saveList(one, list)),
    readList: () => use(readList),
    /* The list and its key, not what is still to be sent: that holds numbers only. */
    forgetList: () => use((one) => done(one.transaction(LIST, "readwrite").objectStore(LIST).clear())),
    add: (scan) => use((one) => done(one.transaction(QUEUE, "readwrite").objectStore(QUEUE).put(scan))),
    remove: (nonces) => use((one) => removeAll(one, nonces)),
    queued: () => use((one) => done(one.transaction(QUEUE).objectStore(QUEUE).getAll())),
    async destroy() {
      await done(database.transaction(LIST, "readwrite").objectStore(LIST).clear());
      database.close();
      /* Another tab may hold it: then it goes when that is closed. */
      await done(indexedDB.deleteDatabase(name)).catch(() => null);
    },
  };
}

function opened(name) {
  const asked = indexedDB.open(name, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore(LIST);
    asked.result.createObjectStore(QUEUE, { keyPath: "nonce" });
  };
  return done(asked);
}

function done(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
}

async function saveList(database, list) {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new TextEncoder().encode(JSON.stringify(list));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes);
  const kept = { key, iv, sealed, endsAt: list.ends_at - list.offset };
  await done(database.transaction(LIST, "readwrite").objectStore(LIST).put(kept, "kept"));
}

/* Nothing once its day is over, by the phone's own clock. */
async function readList(database) {
  const kept = await done(database.transaction(LIST).objectStore(LIST).get("kept"));
  if (!kept) return null;
  if (kept.endsAt && Date.now() >= kept.endsAt) {
    await done(database.transaction(LIST, "readwrite").objectStore(LIST).clear());
    return null;
  }
  try {
    const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, kept.key, kept.sealed);
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    /* A browser that lost the key: the list is fetched anew. */
    return null;
  }
}

function removeAll(database, nonces) {
  const transaction = database.transaction(QUEUE, "readwrite");
  const store = transaction.objectStore(QUEUE);
  nonces.forEach((nonce) => store.delete(nonce));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = () => reject(transaction.error);
  });
}
