/* The list in the phone's memory: who is expected, who came, what a code means. Knows no page and no network. */

const SAMI = { đ: "d", ŋ: "n", ŧ: "t", ß: "ss", þ: "th", ð: "d", ł: "l", ı: "i" };

/* As `regapp.kernel.names.folded`: "Lindqvist", "lindkvist" and "LINDQVIST" are one. */
export function folded(text) {
  const plain = [...text.normalize("NFC").toLowerCase()].map(
    (letter) => SAMI[letter] || letter.normalize("NFKD").replace(/\p{M}/gu, ""),
  );
  return plain.join("").replaceAll("w", "v").replaceAll("q", "k").replaceAll("ph", "f").replaceAll("th", "t");
}

/* The ticket's code in what was scanned or typed. */
export function codeIn(text) {
  const last = text.trim().replace(/\/+$/, "").split("/").pop();
  return last.toUpperCase().replace(/[^A-Z0-9]/g, "").slice(0, 16);
}

export class People {
  constructor(list) {
    this.list = list;
    this.byId = new Map(list.people.map((person) => [person.id, person]));
    this.byCode = new Map(list.people.map((person) => [person.code, person]));
    list.people.forEach((person) => (person.words = folded(`${person.name} ${person.org}`)));
  }

  /* Those of one tab, or those a search finds among everybody. */
  shown(tab, wanted) {
    const words = folded(wanted).split(/\s+/).filter(Boolean);
    if (words.length) return this.list.people.filter((one) => words.every((word) => one.words.includes(word)));
    const expected = this.list.people.filter(isExpected);
    if (tab === "alla") return expected;
    return expected.filter((one) => (tab === "har") === (one.at !== null));
  }

  counts() {
    const expected = this.list.people.filter((one) => one.status === "confirmed" && !one.remote);
    return { all: expected.length, here: expected.filter((one) => one.at !== null).length };
  }

  async find(code) {
    return this.byCode.get(await hashed(this.list.key, code)) || null;
  }

  /* A scan or an undo of our own, not sent yet: shown at once. */
  apply(scan, by) {
    const person = this.byId.get(scan.id);
    if (!person) return;
    if (scan.undo) {
      if (person.at !== null && scan.at >= person.at) Object.assign(person, { at: null, by: "", nonce: "" });
    } else if (person.at === null || scan.at < person.at) {
      Object.assign(person, { at: scan.at, by, nonce: scan.nonce });
    }
  }

  /* What the server says stands: [id, at, by, nonce, undone_at]. */
  settle([id, at, by, nonce, undoneAt]) {
    const person = this.byId.get(id);
    if (person) Object.assign(person, undoneAt ? { at: null, by: "", nonce: "" } : { at, by, nonce });
  }
}

function isExpected(person) {
  return person.status === "confirmed" && (!person.remote || (person.at !== null && person.by !== ""));
}

const keys = new Map();

async function hashed(hex, code) {
  if (!keys.has(hex)) {
    const bytes = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
    keys.set(hex, await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]));
  }
  const signed = await crypto.subtle.sign("HMAC", keys.get(hex), new TextEncoder().encode(code));
  return [...new Uint8Array(signed)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 24);
}
