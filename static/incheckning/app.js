/* The phone at the door: scans and searches at once from its own list, sends when there is a network, and hears
   what the other phones did. The page works without this script too. */

const page = document.getElementById("innehall");
const own = new URL(import.meta.url).search;
const [{ openStore }, { People, codeIn }, { Camera }, { View, make }] = await Promise.all(
  ["store", "people", "camera", "view"].map((name) => import(`./${name}.js${own}`)),
);

const LISTEN_MS = 5000;
const AT_A_TIME = 100;
const WAITED_MS = 30000;
/* What somebody at the door must deal with, also when it was scanned a while ago. */
const TO_TELL = ["twice", "elsewhere", "cancelled", "waiting", "unknown"];
const { base, name, decoder, zone } = page.dataset;
const words = JSON.parse(page.dataset.words);

class Locked extends Error {}

class Door {
  constructor(store) {
    Object.assign(this, { store, tab: "vantar", wanted: "", offset: 0, isOff: false, waiting: 0 });
    this.view = new View(page, words, zone);
  }

  /* By the server's clock: the phone's own may be wrong. */
  now() {
    return Math.round(Date.now() + this.offset);
  }

  async begin() {
    const kept = await this.store.readList();
    if (kept) await this.take(kept);
    await this.refresh();
    setInterval(() => this.listen(), LISTEN_MS);
    window.addEventListener("online", () => this.listen());
    window.addEventListener("offline", () => this.off());
  }

  async take(list) {
    this.people = new People(list);
    this.offset = list.offset;
    (await this.store.queued()).forEach((scan) => this.people.apply(scan, name));
    this.view.fetched(list.now);
    this.draw();
  }

  /* The whole list anew; a kept one is used while it cannot be had. */
  async refresh() {
    await this.trying(async () => {
      const list = await this.ask("lista.json");
      list.offset = list.now - Date.now();
      if (list.ends_at > list.now) await this.store.saveList(list);
      await this.take(list);
      await this.flush();
    });
  }

  async listen() {
    if (this.locked) return;
    if (!this.people) return this.refresh();
    if (this.people.list.ends_at <= this.now()) {
      if (this.isOff) return this.forget();
      await this.store.forgetList();
    }
    await this.flush();
    await this.trying(async () => {
      const list = this.people.list;
      const news = await this.ask(`nytt.json?sedan=${list.seq}`);
      if (news.mark !== list.mark || news.day !== list.day) return this.refresh();
      list.seq = news.seq;
      if (!news.came.length) return;
      news.came.forEach((one) => this.people.settle(one));
      (await this.store.queued()).forEach((scan) => this.people.apply(scan, name));
      this.draw();
    });
  }

  async ask(path, options = {}) {
    const answer = await fetch(`${base}/${path}`, { redirect: "manual", credentials: "same-origin", ...options });
    if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) throw new Locked();
    if (!answer.ok) throw Object.assign(new Error(path), { status: answer.status });
    return answer.json();
  }

  /* Knows a network that is away from a door that is shut. */
  async trying(act) {
    try {
      await act();
      this.isOff = false;
    } catch (error) {
      if (error instanceof Locked) return this.forget();
      this.isOff = true;
    } finally {
      if (!this.locked) await this.bar();
    }
  }

  off() {
    this.isOff = true;
    return this.bar();
  }

  async bar() {
    this.waiting = (await this.store.queued()).length;
    this.view.network(this.isOff, this.waiting);
  }

  draw() {
    this.view.figures(this.people.counts());
    this.view.tabs(this.wanted ? "" : this.tab);
    this.view.list(this.people.shown(this.tab, this.wanted), (person) => this.press(person));
  }

  press(person) {
    if (person.status !== "confirmed") return this.withoutPlace(person);
    return this.record(person, person.at !== null);
  }

  async scanned(text) {
    const code = codeIn(text);
    if (!code) return;
    const person = this.people && (await this.people.find(code));
    if (person?.status === "confirmed") return this.record(person, false);
    if (person) return this.withoutPlace(person);
    await this.keep({ code });
    if (this.isOff) this.view.answer({ tone: "bad", title: words.unknown_title, text: words.unknown });
  }

  /* Known, but without a place: only the server knows what can be done. */
  async withoutPlace(person) {
    const isGone = person.status === "cancelled";
    const title = isGone ? `${words.cancelled} ${person.since}` : words.waiting;
    const text = `${person.name}, ${person.org}. ${words.needs_net}`;
    if (this.isOff) this.view.answer({ tone: isGone ? "bad" : "again", title, text });
    else await this.keep({ id: person.id });
  }

  async record(person, undo) {
    if (!undo && person.at !== null) {
      const text = `${person.name}, ${this.view.came(person)}`;
      return this.view.answer({ tone: "again", title: words.twice, text, tags: person.tags });
    }
    const sending = this.keep({ id: person.id, undo });
    if (undo) this.view.answer({ tone: "again", title: words.undone, text: person.name });
    else this.view.answer(this.good(person), () => this.record(person, true));
    await sending;
  }

  good(person) {
    const text = `${words.in} ${person.org}`;
    return { tone: "good", title: person.name, text, tags: person.tags, action: "undo", label: words.undo };
  }

  async keep(what) {
    const scan = { nonce: crypto.randomUUID(), at: this.now(), ...what };
    this.current = scan.nonce;
    this.people?.apply(scan, name);
    if (this.people) this.draw();
    await this.store.add(scan);
    if (this.isOff) await this.bar();
    await this.flush();
  }

  async flush() {
    if (this.flushing) return (this.more = true);
    this.flushing = true;
    try {
      do {
        this.more = false;
        await this.trying(() => this.send());
      } while (this.more && !this.isOff && !this.locked);
    } finally {
      this.flushing = false;
    }
  }

  async send(again = true) {
    const queue = (await this.store.queued()).sort((one, other) => one.at - other.at);
    if (!queue.length || !this.people) return;
    if (queue.some((scan) => Math.abs(this.now() - scan.at) > WAITED_MS)) await this.setClock();
    const scans = queue.slice(0, AT_A_TIME);
    const body = JSON.stringify({ csrf: this.people.list.csrf, sent_at: this.now(), scans });
    const headers = { "Content-Type": "application/json" };
    try {
      const { answers } = await this.ask("skanningar", { method: "POST", headers, body });
      await this.store.remove(answers.map((one) => one.nonce));
      answers.forEach((one) => this.heard(one));
      this.draw();
      this.more = this.more || queue.length > scans.length;
    } catch (error) {
      if (error.status !== 400 || !again) throw error;
      /* A new sign-in has another token. */
      this.people.list.csrf = (await this.ask("lista.json")).csrf;
      await this.send(false);
    }
  }

  /* A phone may put its own clock right the moment the network is back: what waited is counted from the server's. */
  async setClock() {
    const news = await this.ask(`nytt.json?sedan=${this.people.list.seq}`, { cache: "no-store" });
    this.offset = this.people.list.offset = news.now - Date.now();
  }

  /* The server's word is the last: another phone may have been first. */
  heard(one) {
    if (one.at !== null) this.people.settle([one.id, one.at, one.by, one.standing_nonce, one.stands ? null : one.at]);
    const isOurs = one.nonce === this.current;
    if (one.undo || one.kind === "in" || (!isOurs && !TO_TELL.includes(one.kind))) return;
    const person = this.people.byId.get(one.id);
    const answer = { ...one, label: one.action_label, tags: person?.tags };
    this.view.answer(answer, () => this.post(one));
  }

  /* What changes places goes as an ordinary form: its answer is a page. */
  post({ id, action, nonce }) {
    const paths = { move: "flytta", return: "anmal-igen", admit: "slapp-in" };
    const fields = { csrf_token: this.people.list.csrf, nonce: nonce.slice(0, 20), deltagare: id };
    const inputs = Object.entries(fields).map(([key, value]) => make("input", { type: "hidden", name: key, value }));
    const form = make("form", { method: "post", action: `${base}/${paths[action]}` }, ...inputs);
    document.body.append(form);
    form.submit();
  }

  /* Shut out, or the day is over: the list goes, what is not sent stays until somebody is let in again. */
  async forget() {
    this.locked = true;
    this.people = null;
    this.waiting = (await this.store.queued()).length;
    await this.store.forgetList();
    await leaveNothing();
    this.view.locked(this.waiting);
  }
}

async function leaveNothing() {
  const prefix = `incheckning:${base}:`;
  const caches_ = (await caches.keys()).filter((one) => one.startsWith(prefix));
  await Promise.all(caches_.map((one) => caches.delete(one)));
  const worker = await navigator.serviceWorker?.getRegistration(base);
  if (worker?.scope.endsWith(base)) await worker.unregister();
}

function fields(door) {
  const search = document.getElementById("sok");
  document.getElementById("sokknapp").hidden = true;
  document.getElementById("sokform").addEventListener("submit", (event) => event.preventDefault());
  search.addEventListener("input", () => {
    door.wanted = search.value;
    if (door.people) door.draw();
  });
  document.querySelectorAll("[data-tab]").forEach((one) =>
    one.addEventListener("click", (event) => {
      if (!door.people) return;
      event.preventDefault();
      Object.assign(door, { tab: one.dataset.tab, wanted: "" });
      search.value = "";
      door.draw();
    }),
  );
  document.getElementById("kodform").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = document.getElementById("kod");
    door.scanned(field.value);
    field.value = "";
    field.focus();
  });
  document.querySelectorAll("#ny, .links a, .dock a:not([href*='#'])").forEach((link) =>
    link.addEventListener("click", (event) => {
      if (!door.isOff) return;
      event.preventDefault();
      door.view.answer({ tone: "bad", title: link.textContent.trim(), text: words.needs_net });
    }),
  );
  document.getElementById("ut")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    if (door.people) form.elements.csrf_token.value = door.people.list.csrf;
    await door.flush();
    if (door.waiting === 0) await door.store.destroy();
    else await door.store.forgetList();
    await leaveNothing();
    form.submit();
  });
}

function cameras(door) {
  const start = document.getElementById("starta");
  if (!navigator.mediaDevices?.getUserMedia) return;
  const frame = document.getElementById("kamera");
  const [lamp, turn] = [document.getElementById("lampa"), document.getElementById("byt")];
  const camera = new Camera(frame.querySelector("video"), decoder, (text) => door.scanned(text));
  const show = () => {
    frame.hidden = turn.hidden = !camera.running;
    lamp.hidden = !camera.running || !camera.hasTorch;
    start.textContent = camera.running ? words.stop : words.start;
    if (camera.running) sessionStorage.setItem("kamera", "1");
    else sessionStorage.removeItem("kamera");
  };
  const run = async () => {
    frame.hidden = false;
    try {
      if (camera.running) camera.stop();
      else await camera.start();
    } catch {
      camera.stop();
      door.view.answer({ tone: "bad", title: words.no_camera_title, text: words.no_camera });
    }
    show();
  };
  start.hidden = false;
  start.addEventListener("click", run);
  turn.addEventListener("click", () => camera.turn().catch(() => camera.stop()).then(show));
  lamp.addEventListener("click", () => {
    const on = lamp.getAttribute("aria-pressed") !== "true";
    camera.light(on).then(() => lamp.setAttribute("aria-pressed", on));
  });
  /* After a page of its own (moved, added) the scanning goes on. */
  if (sessionStorage.getItem("kamera")) run();
}

const door = new Door(await openStore(base));
fields(door);
cameras(door);
await door.begin();
if ("serviceWorker" in navigator && !door.locked) {
  await navigator.serviceWorker.register(`${base}/arbetare.js`, { scope: base });
}
page.dataset.ready = "1";
