/* Draws: the answer, the list, the figures, the bar about the network. Everything as text, nothing as markup. */

const SHOWN = 60;
const SHAPES = {
  good: "M4 12.5l5.5 5.5L20 6.5",
  again: "M12 3.5a8.5 8.5 0 110 17 8.5 8.5 0 010-17zM12 7.5V12l3 2",
  bad: "M6 6l12 12M18 6L6 18",
  off: "M3 3l18 18M8.5 15.5a5 5 0 017 0M5 12a10 10 0 013-2M12 8.5c2.7 0 5 1.2 7 3.5M12 19.5h.01",
};
const TONES = { good: [[880, 0, 0.12]], again: [[520, 0, 0.1], [520, 0.16, 0.1]], bad: [[180, 0, 0.35]] };
const BUZZ = { good: [60], again: [60, 80, 60], bad: [300] };

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}

export function icon(name, className = "i") {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  if (className) svg.setAttribute("class", className);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

export class View {
  constructor(page, words, zone) {
    Object.assign(this, { page, words, zone });
    this.at = (id) => document.getElementById(id);
  }

  say(name, values = {}) {
    return this.words[name].replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
  }

  clock(ms) {
    const form = { hour: "2-digit", minute: "2-digit", timeZone: this.zone };
    const text = new Intl.DateTimeFormat("sv-SE", form).format(ms);
    return document.documentElement.lang === "sv" ? text.replace(":", ".") : text;
  }

  came(person) {
    const at = this.clock(person.at);
    return person.by ? this.say("by", { at, name: person.by }) : this.say("remote", { at });
  }

  /* answer: {tone, title, text, tags, action, label}; press: what its button does. */
  answer(answer, press) {
    const tags = make("div", { class: "tags" }, ...(answer.tags || []).map((tag) => make("span", { class: "tag" }, tag)));
    if (answer.action) {
      const button = make("button", { class: "btn sm", type: "button" }, answer.label);
      button.addEventListener("click", press);
      tags.append(make("form", {}, button));
      tags.lastChild.addEventListener("submit", (event) => event.preventDefault());
    }
    const box = make("div", { class: `res ${answer.tone}`, "data-nonce": answer.nonce || "" }, icon(answer.tone, ""));
    box.append(make("h2", {}, answer.title), make("p", {}, answer.text), tags);
    this.at("svar").replaceChildren(box);
    if (!answer.silent) this.signal(answer.tone);
  }

  signal(tone) {
    navigator.vibrate?.(BUZZ[tone]);
    try {
      this.sound = this.sound || new AudioContext();
      TONES[tone].forEach(([pitch, from, long]) => this.beep(pitch, from, long));
    } catch {
      /* Sound is beside the word, the colour and the shape. */
    }
  }

  beep(pitch, from, long) {
    const [tone, loud] = [this.sound.createOscillator(), this.sound.createGain()];
    const start = this.sound.currentTime + from;
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.2, start);
    loud.gain.exponentialRampToValueAtTime(0.001, start + long);
    tone.connect(loud).connect(this.sound.destination);
    tone.start(start);
    tone.stop(start + long);
  }

  figures({ all, here }) {
    const count = this.at("antal");
    count.querySelector("b").textContent = here;
    const small = count.querySelector("small");
    small.textContent = small.textContent.replace(/[\d–]+/, all);
    document.querySelector(".prog rect").setAttribute("width", all ? (100 * here) / all : 0);
    const each = { vantar: all - here, har: here, alla: all };
    document.querySelectorAll("[data-tab] b").forEach((one) => (one.textContent = each[one.parentNode.dataset.tab]));
  }

  tabs(current) {
    document.querySelectorAll("[data-tab]").forEach((one) => {
      if (one.dataset.tab === current) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    });
  }

  list(people, press) {
    const folk = this.at("folk");
    const held = folk.contains(document.activeElement) ? document.activeElement.dataset.id : "";
    folk.replaceChildren(...people.slice(0, SHOWN).map((one) => this.line(one, press)));
    /* Whoever is on their way through the list by keyboard stays where they were when others check somebody in. */
    if (held) (folk.querySelector(`[data-id="${held}"]`) || this.at("sok")).focus({ preventScroll: true });
    const more = this.at("fler");
    if (!people.length) more.textContent = this.say("none");
    else if (people.length <= SHOWN) more.textContent = "";
    else more.textContent = this.say("shown", { shown: SHOWN, count: people.length });
  }

  line(person, press) {
    const label = (word) => [word, make("span", { class: "vh" }, ` ${person.name}`)];
    const what = { cancelled: this.words.cancelled, waiting: this.words.waiting, offered: this.words.waiting };
    const small = [person.org, what[person.status], person.remote && this.words.afar].filter(Boolean).join(" · ");
    const who = make("span", {}, make("b", {}, person.sorted), make("small", {}, small));
    const look = person.at === null ? "btn sm" : "link";
    const button = make("button", { type: "button", class: look, "data-id": person.id });
    button.append(...label(person.at === null ? this.words.check_in : this.words.undo));
    button.addEventListener("click", (event) => {
      press(person);
      /* By keyboard: on to the next name. Never to another button, which a second Enter would press. */
      if (event.detail === 0) this.at("sok").select();
    });
    if (person.at === null) return make("li", {}, who, button);
    const here = make("span", { class: "done" }, icon("good"), this.say("at", { at: this.clock(person.at) }), button);
    return make("li", {}, who, here);
  }

  network(isOff, waiting) {
    const bar = this.at("natet");
    const name = waiting === 0 ? "offline_none" : waiting === 1 ? "offline_one" : "offline_many";
    const text = isOff ? this.say(name, { count: waiting }) : waiting ? this.say("syncing", { count: waiting }) : "";
    if (bar.textContent === text && !bar.hidden) return;
    bar.hidden = !text;
    bar.replaceChildren(...(text ? [icon("off"), make("span", {}, text)] : []));
  }

  locked(waiting) {
    const bar = this.at("natet");
    bar.hidden = false;
    bar.className = "off bad";
    const link = make("a", { href: this.page.dataset.base }, this.words.log_in);
    const kept = waiting ? ` ${this.say(waiting === 1 ? "left_one" : "left_many", { count: waiting })}` : "";
    bar.replaceChildren(make("span", {}, `${this.words.locked}${kept} `, link));
    this.at("folk").replaceChildren();
  }

  fetched(ms) {
    this.at("hamtad").textContent = this.say("fetched", { at: this.clock(ms) });
  }
}
