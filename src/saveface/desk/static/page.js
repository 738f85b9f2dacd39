// The agent's page: a draft, what costs goodwill in it, and better words at one key. Text is only ever set as text.
import { WORDS } from "./words.js";

const PAUSE = 40; // ms without a key before the draft is checked
const RETRY = 2000; // ms until a server that does not answer is asked again
const ANNOUNCE = 900; // ms of quiet before a screen reader is told the count
const SHOWN = 3; // alternatives of a finding
const BLANK = /\[[^\[\]]+\]/;
const DRAFT_LANGS = { en: "en", zh: "zh-Hans", "zh-hant": "zh-Hant", "zh-hk": "zh-HK", ru: "ru" };

const $ = (id) => document.getElementById(id);
const [draft, mirror, list, customer, caseOf] = ["draft", "mirror", "findings", "customer", "case"].map($);
const say = () => WORDS[state.interface];

const state = {
  interface: "en", // a key of WORDS
  reasons: "en", // the language asked for reasons: as interface, or zh-hk
  text: "", // the draft that findings belong to
  findings: [], // of the server, with their places kept true while the draft changes
  active: null, // key of the finding that is open
  language: null,
  composing: false,
};

// ---- Places -------------------------------------------------------------------------------------------------------

/** The stretch in which two texts differ: [start, end in the old one, end in the new one]. */
function difference(before, after) {
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start++;
  let same = 0;
  while (same < least - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return [start, before.length - same, after.length - same];
}

/** Findings of one text as those of another: moved by what changed before them, stretched by what changed inside, else dropped. */
function rebased(findings, before, after) {
  if (before === after) return findings;
  const [start, oldEnd, newEnd] = difference(before, after);
  const shift = newEnd - oldEnd;
  const moved = (item) => {
    if (item.start === null || item.end <= start) return item;
    if (item.start >= oldEnd) return { ...item, start: item.start + shift, end: item.end + shift };
    return item.start <= start && oldEnd <= item.end && item.end + shift > item.start ? { ...item, end: item.end + shift } : null;
  };
  return findings.flatMap((finding) => {
    const at = moved(finding);
    return at ? [{ ...at, suggestions: at.suggestions.map(moved).filter(Boolean) }] : [];
  });
}

/** Findings in their order, each with a key that outlives another check of the draft. */
function keyed(findings) {
  const seen = new Map();
  return findings.map((finding) => {
    const name = `${finding.rule} ${finding.quote}`;
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    return { ...finding, key: `${name} ${nth}` };
  });
}

// ---- Asking the server --------------------------------------------------------------------------------------------

let timer = 0;
let asking = false; // one request at a time: the newest draft waits for the answer about the one before
let stale = false;

function checkSoon(pause = PAUSE) {
  clearTimeout(timer);
  if (!state.composing) timer = setTimeout(check, pause);
}

async function check() {
  if (asking) {
    stale = true;
    return;
  }
  const text = draft.value;
  if (!text.trim()) {
    notice("");
    show([], text, null);
    return;
  }
  asking = true;
  stale = false;
  try {
    const answer = await ask(text);
    if (answer) show(rebased(keyed(answer.findings), text, draft.value), draft.value, answer.language);
  } finally {
    asking = false;
    if (stale) checkSoon(0);
  }
}

/** The server's answer, or nothing, with the reason on the page. */
async function ask(text) {
  const body = { text: wellFormed(text), offsets: "utf16" };
  // A Chinese draft keeps its own script, whichever the page is in.
  if (!(state.interface.startsWith("zh") && /\p{Script=Han}/u.test(text))) body.ui_language = state.reasons;
  if (customer.value.trim()) body.answering = wellFormed(customer.value);
  if (caseOf.value) {
    const [liable, motive] = caseOf.value.split(" ");
    body.case = { liable, motive };
  }
  const headers = { "Content-Type": "application/json" };
  const token = sessionStorage.getItem("token");
  if (token) headers.Authorization = `Bearer ${token}`;
  let response, value;
  try {
    response = await fetch("v1/check", { method: "POST", headers, body: JSON.stringify(body) });
    value = await response.json();
  } catch {
    notice(say().unreachable);
    checkSoon(RETRY);
    return null;
  }
  if (response.ok) {
    notice("");
    return value;
  }
  if (response.status === 401) {
    if (!$("ask").open) $("ask").showModal();
  } else if (response.status === 503) {
    checkSoon(RETRY);
  } else {
    const long = value.error?.code === "too_long" || value.error?.code === "too_large";
    notice(long ? say().tooLong : say().failed.replace("{message}", value.error?.message ?? response.status));
    show([], draft.value, state.language);
  }
  return null;
}

/** Half of a surrogate pair is no text that JSON could carry. */
function wellFormed(text) {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
}

// ---- Showing ------------------------------------------------------------------------------------------------------

function show(findings, text, language) {
  Object.assign(state, { findings, text, language });
  if (!findings.some((finding) => finding.key === state.active)) state.active = nearest()?.key ?? null;
  const lang = DRAFT_LANGS[language] ?? "";
  if (draft.lang !== lang) draft.lang = mirror.lang = lang; // both, or their fonts part
  paint();
  listFindings();
  summarise();
}

/** The finding that the caret is nearest to. */
function nearest() {
  const caret = draft.selectionStart;
  const away = (finding) => (finding.start === null ? Infinity : Math.max(finding.start - caret, caret - finding.end, 0));
  return state.findings.reduce((best, finding) => (best && away(best) <= away(finding) ? best : finding), null);
}

/** The findings to underline, by place: where several meet, the gravest stands, of equals the shortest. */
function underlined() {
  const rank = ["info", "warning", "error"];
  const grave = (a, b) => rank.indexOf(b.severity) - rank.indexOf(a.severity) || a.end - a.start - (b.end - b.start) || a.start - b.start;
  const chosen = [];
  for (const finding of state.findings.filter((f) => f.start !== null).sort(grave)) {
    if (!chosen.some((other) => finding.start < other.end && other.start < finding.end)) chosen.push(finding);
  }
  return chosen.sort((a, b) => a.start - b.start);
}

/** The mirror: the draft's text with the findings marked. */
function paint() {
  const pieces = document.createDocumentFragment();
  let at = 0;
  for (const finding of underlined()) {
    const start = Math.max(at, finding.start);
    if (finding.end <= start) continue;
    pieces.append(state.text.slice(at, start));
    const mark = document.createElement("mark");
    mark.className = finding.severity;
    mark.classList.toggle("active", finding.key === state.active);
    mark.dataset.rule = finding.rule;
    mark.textContent = state.text.slice(start, finding.end);
    pieces.append(mark);
    at = finding.end;
  }
  pieces.append(state.text.slice(at), "\u200B"); // the last line counts even when it is empty
  mirror.replaceChildren(pieces);
}

function element(tag, className, text = "") {
  const out = document.createElement(tag);
  out.className = className;
  out.textContent = text;
  return out;
}

let listed = "";

/** The list of findings; left as it is where nothing in it changed, so that focus and scrolling stay. */
function listFindings() {
  const wanted = JSON.stringify([state.interface, state.active, state.findings.map((f) => [f.key, f.why, f.suggestions.map((s) => s.text)])]);
  if (wanted === listed) return;
  listed = wanted;
  const focused = list.contains(document.activeElement) ? document.activeElement.closest("li").dataset.key : null;
  list.replaceChildren(...state.findings.map(item));
  reveal(state.active);
  if (focused !== null) (itemOf(focused) ?? list.firstElementChild)?.querySelector(".head").focus({ preventScroll: true });
}

const itemOf = (key) => [...list.children].find((li) => li.dataset.key === key);

function item(finding) {
  const open = finding.key === state.active;
  const out = element("li", `finding ${finding.severity}`);
  out.dataset.key = finding.key;
  out.classList.toggle("active", open);
  const head = element("button", "head");
  head.type = "button";
  head.setAttribute("aria-expanded", String(open));
  const title = element("span", "title");
  title.append(element("span", "severity", say()[finding.severity]), finding.title);
  title.lang = DRAFT_LANGS[finding.interface];
  const quote = element("span", "quote", finding.quote || say().whole);
  quote.lang = script(finding);
  head.append(title, quote);
  head.addEventListener("click", () => activate(finding.key));
  out.append(head);
  if (open) out.append(body(finding));
  return out;
}

/** The lang of a finding's words: Chinese ones are in the draft's script. */
function script(finding) {
  return DRAFT_LANGS[finding.language === "zh" && state.language?.startsWith("zh") ? state.language : finding.language];
}

function body(finding) {
  const out = element("div", "body");
  const why = element("p", "why", finding.why);
  why.lang = DRAFT_LANGS[finding.interface];
  out.append(why);
  const suggestions = finding.suggestions.slice(0, SHOWN);
  if (suggestions.length) out.append(element("p", "better", say().better));
  suggestions.forEach((suggestion, n) => {
    const use = element("button", "use");
    use.type = "button";
    use.setAttribute("aria-keyshortcuts", `Alt+${n + 1}`);
    use.setAttribute("aria-label", say().use.replace("{text}", () => suggestion.text));
    const words = element("span", "");
    words.lang = script(finding);
    for (const part of suggestion.text.split(/(\[[^\[\]]+\])/)) words.append(BLANK.test(part) ? element("span", "blank", part) : part);
    use.append(element("kbd", "", String(n + 1)), words);
    use.addEventListener("click", () => apply(finding.key, n));
    out.append(use);
  });
  out.append(element("p", "rule", finding.rule));
  return out;
}

function counted(forms, n) {
  return (forms[new Intl.PluralRules(say().lang).select(n)] ?? forms.other).replace("{n}", n);
}

let announcing = 0;
let announced = "";

function summarise() {
  const n = state.findings.length;
  const words = counted(say().counted, n);
  $("count").replaceChildren(
    ...["error", "warning", "info"].flatMap((severity) => {
      const found = state.findings.filter((finding) => finding.severity === severity).length;
      return found ? [element("span", severity, `${say()[severity]} ${found}`)] : [];
    }),
  );
  const blank = !state.text.trim();
  $("empty").hidden = n > 0;
  $("empty").textContent = blank ? say().start : state.language ? say().clean : say().unread;
  $("language").textContent = blank || !state.language ? "" : say().languages[state.language];
  $("copy").disabled = blank;
  document.title = n ? `(${n}) saveface` : "saveface";
  const news = n ? words : blank ? "" : $("empty").textContent;
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    if (news !== announced) $("live").textContent = announced = news;
  }, ANNOUNCE);
}

function announce(text) {
  clearTimeout(announcing);
  $("live").textContent = announced = text;
}

function notice(text) {
  $("notice").hidden = !text;
  if ($("notice").textContent !== text) $("notice").textContent = text;
}

let quiet = 0;

function done(text) {
  $("done").textContent = text;
  clearTimeout(quiet);
  quiet = setTimeout(() => ($("done").textContent = ""), 6000);
}

// ---- Moving and replacing -----------------------------------------------------------------------------------------

/** Open a finding in the list and bring it into view on both sides; the caret stays. */
function activate(key) {
  if (state.active !== key) {
    state.active = key;
    paint();
    listFindings();
  }
  reveal(key);
  const there = list.contains(document.activeElement) ? itemOf(key) : mirror.querySelector("mark.active");
  there?.scrollIntoView({ block: "nearest" });
}

/** Scroll the list, and nothing around it, until a finding is in it whole. */
function reveal(key) {
  const one = itemOf(key)?.getBoundingClientRect();
  const box = list.getBoundingClientRect();
  if (one && one.bottom > box.bottom) list.scrollTop += Math.min(one.bottom - box.bottom + 8, one.top - box.top);
  else if (one && one.top < box.top) list.scrollTop -= box.top - one.top;
}

function move(step) {
  const n = state.findings.length;
  if (!n) return;
  const at = state.findings.findIndex((finding) => finding.key === state.active);
  const to = (at + step + n) % n;
  const finding = state.findings[to];
  activate(finding.key);
  if (list.contains(document.activeElement)) itemOf(finding.key).querySelector(".head").focus();
  else announce(`${to + 1}/${n}. ${say()[finding.severity]}: ${finding.title}. ${finding.quote}`);
}

/** Put an alternative into the draft, as if it were typed: the browser's own undo takes it back. */
function apply(key, n) {
  const finding = state.findings.find((one) => one.key === key);
  const suggestion = finding?.suggestions[n];
  if (!suggestion || state.composing) return;
  const start = suggestion.start ?? draft.selectionStart;
  state.findings = state.findings.filter((one) => one !== finding);
  draft.focus();
  draft.setSelectionRange(start, suggestion.end ?? draft.selectionEnd);
  if (!document.execCommand("insertText", false, suggestion.text)) {
    draft.setRangeText(suggestion.text, start, suggestion.end ?? draft.selectionEnd, "end");
    changed();
  }
  const blank = BLANK.exec(suggestion.text);
  if (blank) draft.setSelectionRange(start + blank.index, start + blank.index + blank[0].length);
  done(say().applied);
  checkSoon(0);
}

/** The draft has changed: what is known moves along at once, and the server is asked. */
function changed() {
  const text = draft.value;
  if (text !== state.text) show(rebased(state.findings, state.text, text), text, state.language);
  checkSoon();
}

draft.addEventListener("input", changed);
draft.addEventListener("compositionstart", () => (state.composing = true));
draft.addEventListener("compositionend", () => {
  state.composing = false;
  changed();
});

function follow() {
  const caret = draft.selectionStart;
  const here = state.findings.find((finding) => finding.start !== null && finding.start <= caret && caret <= finding.end);
  if (here && draft.selectionEnd === caret) activate(here.key);
}
draft.addEventListener("click", follow);

customer.addEventListener("input", () => checkSoon());
caseOf.addEventListener("change", () => checkSoon(0));

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const digit = /^(?:Digit|Numpad)([1-3])$/.exec(event.code); // macOS types signs with Option and a digit: the key counts
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(-1);
  else if (digit && state.active !== null) apply(state.active, digit[1] - 1);
  else return;
  event.preventDefault();
});

list.addEventListener("keydown", (event) => {
  if (event.altKey || !event.target.classList.contains("head")) return;
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(-1);
  else return;
  event.preventDefault();
});

$("undo").addEventListener("click", () => {
  draft.focus();
  document.execCommand("undo");
});

$("copy").addEventListener("click", async () => {
  const left = draft.value.match(new RegExp(BLANK, "g"))?.length ?? 0;
  const worked = await copy(draft.value);
  done(!worked ? say().notCopied : left ? counted(say().blanks, left) : say().copied);
});

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard for pages that come over plain HTTP from another machine: copy the selection.
    const [start, end] = [draft.selectionStart, draft.selectionEnd];
    draft.focus();
    draft.select();
    const worked = document.execCommand("copy");
    draft.setSelectionRange(start, end);
    return worked;
  }
}

// ---- Language, light, token ---------------------------------------------------------------------------------------

/** The first of the browser's languages that the page speaks: [interface, language of reasons]. */
function preferred(languages) {
  for (const tag of languages) {
    const name = tag.toLowerCase();
    if (/^(?:zh|yue)\b/.test(name)) {
      if (/-(?:hk|mo)\b|^yue\b/.test(name) && !/hans/.test(name)) return ["zh-hant", "zh-hk"];
      return /hant|-tw\b/.test(name) ? ["zh-hant", "zh-hant"] : ["zh", "zh"];
    }
    if (/^(?:en|ru)\b/.test(name)) return [name.slice(0, 2), name.slice(0, 2)];
  }
  return ["en", "en"];
}

function speak([name, reasons]) {
  Object.assign(state, { interface: name, reasons });
  document.documentElement.lang = say().lang;
  $("interface").value = name;
  for (const each of document.querySelectorAll("[data-say]")) each.textContent = say()[each.dataset.say];
  for (const each of document.querySelectorAll("[data-hint]")) each.placeholder = say()[each.dataset.hint];
  if (/^(?:localhost|127\.[\d.]+|\[::1\])$/.test(location.hostname)) $("tagline").append(name.startsWith("zh") ? "" : " ", say().local);
  light(document.documentElement.dataset.theme);
  summarise();
}

$("interface").addEventListener("change", () => {
  const name = $("interface").value;
  localStorage.setItem("interface", name);
  speak([name, name]);
  checkSoon(0);
});

function light(theme) {
  document.documentElement.dataset.theme = theme;
  $("theme").textContent = theme === "dark" ? say().light : say().dark;
}

const darkness = matchMedia("(prefers-color-scheme: dark)");
const theme = () => localStorage.getItem("theme") ?? (darkness.matches ? "dark" : "light");
darkness.addEventListener("change", () => light(theme()));
$("theme").addEventListener("click", () => {
  const other = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", other);
  light(other);
});

// A token in the fragment never reaches a server or its log; it is taken out of the address at once.
const given = /^#token=(.+)$/.exec(location.hash);
if (given) {
  sessionStorage.setItem("token", decodeURIComponent(given[1]));
  history.replaceState(null, "", location.pathname);
}

$("ask-form").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("token", $("token").value.trim());
  $("token").value = "";
  $("ask").close();
  checkSoon(0);
});

if (/Mac|iPhone|iPad/.test(navigator.platform)) document.querySelector(".mod").textContent = "⌘";
light(theme());
const kept = localStorage.getItem("interface");
speak(kept in WORDS ? [kept, kept] : preferred(navigator.languages));
changed();
draft.focus();
