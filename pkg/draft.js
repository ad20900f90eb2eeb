// What a new revision is made with that the core cannot know: the moment, its place's offset from UTC, an id of chance.

/** The options of `merge` and `revision` as the core takes them; `timezone` is that of the settings. */
export function draftOf(options, timezone) {
  const { message, head = "head", splice, branchLabel, dependsOn, versionPath, revId, date } = options;
  const moment = momentOf(date);
  return {
    id: text(revId, "revId") ?? randomId(),
    message: text(message, "message"),
    heads: list(head, "head"),
    splice: splice === true,
    branchLabels: list(branchLabel, "branchLabel"),
    dependsOn: list(dependsOn, "dependsOn"),
    versionPath: text(versionPath, "versionPath"),
    seconds: Math.floor(moment.time / 1000),
    microsecond: moment.microsecond,
    offset: offsetOf(moment.time, timezone),
  };
}

function text(value, name) {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw new TypeError(`${name}: expected a string`);
}

function list(value, name) {
  return value === undefined || value === null ? [] : [value].flat().map((each) => text(each, name) ?? "");
}

/** The last twelve digits of a random UUID, after `alembic.util.rev_id`. */
function randomId() {
  return globalThis.crypto.randomUUID().slice(-12);
}

function momentOf(date) {
  const time = date === undefined || date === null ? Date.now() : new Date(date).getTime();
  if (!Number.isFinite(time)) throw new TypeError("date: expected a Date, or a string in the format of ISO 8601");
  const digits = typeof date === "string" ? /[.,](\d+)/.exec(date)?.[1] : undefined;
  const thousandths = ((time % 1000) + 1000) % 1000;
  return { time, microsecond: digits === undefined ? thousandths * 1000 : Number(digits.slice(0, 6).padEnd(6, "0")) };
}

/** Seconds to add to UTC: of local time, or in a zone. */
function offsetOf(time, timezone) {
  if (timezone === undefined) return 0 - 60 * new Date(time).getTimezoneOffset();
  const zone = zoneOf(timezone);
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(time);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  const shown = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return Math.round((shown - Math.floor(time / 1000) * 1000) / 1000);
}

/** The zone as it is written, or else in capitals: names of zones have their case, as they have for Alembic. */
function zoneOf(timezone) {
  for (const name of [timezone, timezone.toUpperCase()]) {
    const known = /^[A-Za-z]/.test(name) ? canonical(name) : null;
    if (known !== null && (known === name || known.toLowerCase() !== name.toLowerCase())) return name;
  }
  const error = new Error(`there is no time zone '${timezone}'`);
  throw Object.assign(error, { code: "invalid-config", severity: "error", help: "Mend `timezone` in the settings." });
}

function canonical(name) {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
