// What ical.js (Thunderbird, Nextcloud) and node-ical read in calendars.
// Usage: node.mjs ical.js|node-ical; reads a JSON list of Base64 streams, writes what each holds.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import nodeIcal from "node-ical";

const two = (number) => String(number).padStart(2, "0");
const instant = (at) => at.toISOString().replace(".000Z", "+00:00");

function byIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const moment = (time) => (time.isDate ? time.toString() : instant(time.toJSDate()));
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      summary: event.summary,
      starts: moment(event.startDate),
      ends: moment(event.endDate),
      sequence: event.sequence,
      status: component.getFirstPropertyValue("status"),
      location: event.location ?? "",
    };
  });
}

function byNodeIcal(text) {
  const local = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const moment = (at) => (at.dateOnly ? local(at) : instant(at));
  return Object.values(nodeIcal.sync.parseICS(text))
    .filter((one) => one.type === "VEVENT")
    .map((event) => ({
      uid: event.uid,
      summary: event.summary,
      starts: moment(event.start),
      ends: moment(event.end),
      sequence: event.sequence,
      status: event.status,
      location: event.location ?? "",
    }));
}

const read = { "ical.js": byIcalJs, "node-ical": byNodeIcal }[process.argv[2]];
const streams = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(streams.map((one) => read(Buffer.from(one, "base64").toString("utf8")))));
