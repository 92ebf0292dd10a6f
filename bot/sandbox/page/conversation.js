// The messages of the open chat: kept, drawn, and kept in view.
import * as api from "./api.js";
import { byId, el, show } from "./dom.js";
import { dayName } from "./format.js";
import { messageElement } from "./message.js";
import { fail } from "./notices.js";

const log = byId("log");
const scroll = byId("scroll");
const messages = new Map();
const waiting = new Map();
const SPINNER_FOR = 15_000;
const NEAR_END = 80;
let view = null;
let chat = null;
let stuck = true;
let tapped = false;
let measured = "";

export const lastOwnText = (runner) =>
  [...messages.values()].reverse().find((message) => message.from.id === runner && message.text);
export const replyKeyboard = () =>
  [...messages.values()].reverse().find((message) => message.reply_keyboard)?.reply_keyboard ?? null;

export function setView(next) {
  log.classList.toggle("in-group", next.group);
  view = { ...next, tap, open: openPicture, isWaiting: (id, data) => waiting.has(`${id} ${data}`) };
}

// Reads the newest messages of a chat anew and draws them.
export async function open(chatId) {
  const changed = chat !== chatId;
  chat = chatId;
  const page = await api.getHistory(chatId);
  if (chat !== chatId) return;
  const atEnd = changed || stuck;
  messages.clear();
  page.messages.forEach((message) => messages.set(message.message_id, message));
  show(byId("earlier"), page.earlier);
  draw();
  if (atEnd) toEnd();
}

export async function showEarlier() {
  const oldest = messages.keys().next().value;
  const page = await api.getHistory(chat, oldest);
  const known = [...messages];
  const fromEnd = scroll.scrollHeight - scroll.scrollTop;
  messages.clear();
  page.messages.forEach((message) => messages.set(message.message_id, message));
  known.forEach(([id, message]) => messages.set(id, message));
  show(byId("earlier"), page.earlier);
  draw();
  scroll.scrollTop = scroll.scrollHeight - fromEnd;
}

export function upsert(message) {
  const known = messages.get(message.message_id);
  const follows = stuck || (!known && (tapped || message.from.id === view.runner));
  messages.set(message.message_id, known ? { ...message, reply_keyboard: known.reply_keyboard } : message);
  const old = elementOf(message.message_id);
  if (old) replace(old, message);
  else append(message);
  markLastOwn();
  if (!known) tapped = false;
  const now = elementOf(message.message_id);
  if (follows && isTall(now) && heading(known) !== heading(message)) toTopOf(now);
  else if (follows) toEnd();
  else if (!known) show(byId("to-end"), true);
}

export function remove(messageId) {
  messages.delete(messageId);
  elementOf(messageId)?.remove();
  markLastOwn();
}

export function answered(event) {
  const prefix = `${event.message_id} `;
  for (const key of [...waiting.keys()].filter((one) => one.startsWith(prefix))) stopWaiting(key);
}

export function toEnd() {
  stuck = true;
  scroll.scrollTop = scroll.scrollHeight;
  show(byId("to-end"), false);
}

// A message that does not fit into the view is read from its beginning.
function toTopOf(element) {
  stuck = false;
  scroll.scrollTop += element.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
  show(byId("to-end"), true);
}

// An edit that only adds beneath or ticks a box leaves the reader at the end, with the buttons.
const heading = (message) => (message?.text ?? "").split("\n", 1)[0];
const isTall = (element) => element.offsetHeight > scroll.clientHeight;

function isAtEnd() {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END;
}

const elementOf = (messageId) => log.querySelector(`.message[data-id="${messageId}"]`);

function draw() {
  log.setAttribute("aria-busy", "true");
  log.replaceChildren();
  messages.forEach(append);
  markLastOwn();
  log.setAttribute("aria-busy", "false");
}

function append(message) {
  const day = dayName(new Date(message.date * 1000));
  if (log.dataset.day !== day || !log.childElementCount) {
    log.append(el("p", { className: "day", textContent: day }));
    log.dataset.day = day;
  }
  log.append(messageElement(message, view));
}

// An edit takes the place of the old element; whoever was on one of its buttons stays there.
function replace(old, message) {
  const fresh = messageElement(message, view);
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const place = focused ? [...old.querySelectorAll("button, a")].indexOf(focused) : -1;
  old.replaceWith(fresh);
  if (focused) ([...fresh.querySelectorAll("button, a")][place] ?? fresh).focus({ preventScroll: true });
}

function markLastOwn() {
  log.querySelector(".last-own")?.classList.remove("last-own");
  const last = lastOwnText(view.runner);
  if (last) elementOf(last.message_id)?.classList.add("last-own");
}

// Every tap is sent, the second one of a double tap too: the bot has to cope with both.
async function tap(message, button, key) {
  if (button.copy_text) {
    await navigator.clipboard.writeText(button.copy_text.text).catch(() => {});
    return;
  }
  const name = `${message.message_id} ${button.callback_data}`;
  clearTimeout(waiting.get(name));
  waiting.set(name, setTimeout(() => stopWaiting(name), SPINNER_FOR));
  tapped = true;
  key.classList.add("waiting");
  try {
    await api.tap(chat, view.runner, message.message_id, button.callback_data);
  } catch (error) {
    stopWaiting(name);
    fail(error);
  }
}

function stopWaiting(name) {
  clearTimeout(waiting.get(name));
  waiting.delete(name);
  const messageId = name.split(" ", 1)[0];
  elementOf(messageId)?.querySelectorAll(".waiting").forEach((key) => key.classList.remove("waiting"));
}

function openPicture(address) {
  byId("viewed").src = address;
  byId("viewer").showModal();
}

byId("viewer").addEventListener("click", () => byId("viewer").close());
byId("to-end").addEventListener("click", toEnd);
byId("earlier").addEventListener("click", () => showEarlier().catch(fail));
// A picture gets its height late, and a keyboard takes room away: whoever was at the end stays there. A scroll that
// such a change brings about says nothing of what the reader wants, so only a scroll at an unchanged size counts.
const size = () => `${scroll.clientHeight} ${scroll.scrollHeight}`;
const sized = new ResizeObserver(() => {
  measured = size();
  if (stuck) toEnd();
});
[scroll, log].forEach((part) => sized.observe(part));
scroll.addEventListener("scroll", () => {
  if (size() === measured) stuck = isAtEnd();
  if (stuck) show(byId("to-end"), false);
}, { passive: true });
