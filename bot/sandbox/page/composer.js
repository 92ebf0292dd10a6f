// The message field: writing, editing, replying, and the keyboard that a bot may put below it.
import * as api from "./api.js";
import * as attach from "./attach.js";
import * as commands from "./commands.js";
import { lastOwnText, replyKeyboard } from "./conversation.js";
import { byId, el, show } from "./dom.js";
import { excerpt } from "./message.js";
import { fail } from "./notices.js";

const field = byId("field");
const drafts = new Map();
let here = { chat: null, runner: null };
let intent = null; // {kind: "edit" | "reply", message}
let usedKeyboard = null;

export function moveTo(place) {
  drafts.set(here.chat, field.value);
  here = place;
  cancel();
  field.value = drafts.get(here.chat) ?? "";
  usedKeyboard = null;
  fit();
}

export function drawKeyboard() {
  const keyboard = replyKeyboard();
  const rows = keyboard && keyboard !== usedKeyboard ? keyboard.keyboard ?? [] : [];
  field.placeholder = keyboard?.input_field_placeholder || "Message";
  byId("reply-keyboard").replaceChildren(...rows.map((row) => keyRow(row, keyboard)));
  show(byId("reply-keyboard"), rows.length > 0);
}

export const startEdit = (message) => begin("edit", "Edit", message, message.text);
export const startReply = (message) => begin("reply", `Reply to ${message.from.first_name}`, message, field.value);

export async function say(text) {
  const about = intent;
  cancel();
  try {
    if (about?.kind === "edit") await api.editText(here.chat, here.runner, about.message.message_id, text);
    else await api.sendText(here.chat, here.runner, text, about?.message.message_id);
    return true;
  } catch (error) {
    fail(error);
    return false;
  }
}

async function submit() {
  const text = field.value;
  if (!text.trim()) return;
  commands.hide();
  field.value = "";
  fit();
  // What could not be sent is given back, unless something new stands there already.
  if (!(await say(text)) && !field.value) {
    field.value = text;
    fit();
  }
}

function begin(kind, title, message, text) {
  intent = { kind, message };
  byId("banner-title").textContent = title;
  byId("banner-text").textContent = excerpt(message);
  show(byId("banner"), true);
  field.value = text;
  fit();
  field.focus();
}

function cancel() {
  if (intent?.kind === "edit") field.value = "";
  intent = null;
  show(byId("banner"), false);
}

function keyRow(buttons, keyboard) {
  const row = el("div", { className: "keys" });
  row.style.setProperty("--columns", buttons.length);
  row.append(...buttons.map((button) => {
    const key = el("button", { type: "button", className: "key", textContent: button.text });
    key.addEventListener("click", () => press(button, keyboard));
    return key;
  }));
  return row;
}

function press(button, keyboard) {
  if (button.request_location) attach.askLocation();
  else say(button.text);
  if (keyboard.one_time_keyboard) usedKeyboard = keyboard;
  drawKeyboard();
}

function fit() {
  field.style.height = "auto";
  // Out of sight it measures nothing, and the next look at it would find it flat.
  if (field.scrollHeight) field.style.height = `${Math.min(field.scrollHeight + 2, 150)}px`;
  byId("send").classList.toggle("ready", field.value.trim() !== "");
}

function keydown(pressed) {
  if (pressed.isComposing) return;
  if (commands.key(pressed.key)) {
    pressed.preventDefault();
  } else if (pressed.key === "Enter" && !pressed.shiftKey) {
    pressed.preventDefault();
    submit();
  } else if (pressed.key === "Escape" && intent) {
    cancel();
    fit();
  } else if (pressed.key === "ArrowUp" && !field.value && !intent) {
    const message = lastOwnText(here.runner);
    if (message) startEdit(message);
    pressed.preventDefault();
  }
}

function takeCaption() {
  const text = intent?.kind === "edit" ? "" : field.value.trim();
  if (text) field.value = "";
  fit();
  return text;
}

attach.from(() => here, takeCaption);
commands.onCommand((command) => {
  field.value = "";
  fit();
  say(command);
});
field.addEventListener("keydown", keydown);
field.addEventListener("input", () => { fit(); commands.suggest(); });
byId("composer").addEventListener("submit", (sent) => { sent.preventDefault(); submit(); field.focus(); });
byId("banner-close").addEventListener("click", () => { cancel(); fit(); field.focus(); });
