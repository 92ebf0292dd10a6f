// One message as an element.
import { fileAddress } from "./api.js";
import { el, icon } from "./dom.js";
import { renderText } from "./entities.js";
import { clockTime, fullTime, fileSize } from "./format.js";

// `view` says who looks ({runner, group}) and takes the acts ({tap, reply, edit, open}).
export function messageElement(message, view) {
  const own = message.from.id === view.runner;
  const side = own ? "mine" : message.from.is_bot ? "bots" : "others";
  const bubble = el("div", { className: "bubble" }, ...content(message, view, own), meta(message, view, own));
  const node = el("article", { className: `message ${side}`, "data-id": message.message_id, tabIndex: -1 }, bubble);
  if (message.sticker) node.classList.add("bare");
  if (message.reply_markup?.inline_keyboard) node.append(inlineKeyboard(message, view));
  return node;
}

function content(message, view, own) {
  const speaker = own ? "You" : message.from.first_name;
  const named = view.group && !own ? "speaker" : "hidden-name";
  const parts = [el("p", { className: named, textContent: named === "speaker" ? speaker : `${speaker}: ` })];
  if (message.reply_to_message) parts.push(quote(message.reply_to_message));
  const attached = attachment(message, view);
  if (attached) parts.push(attached);
  const text = message.text ?? message.caption;
  if (text) {
    const body = el("div", { className: "text" });
    body.append(renderText(text, message.entities ?? message.caption_entities));
    parts.push(body);
  }
  return parts;
}

function meta(message, view, own) {
  const line = el("p", { className: "meta" });
  if (own && message.text) line.append(tool("Edit", "edit", () => view.edit(message)));
  line.append(tool("Reply", "reply", () => view.reply(message)));
  if (message.edit_date) line.append(el("span", { textContent: "edited" }));
  const stamp = new Date(message.date * 1000);
  line.append(el("time", { dateTime: stamp.toISOString(), title: fullTime(stamp), textContent: clockTime(stamp) }));
  return line;
}

function tool(label, name, act) {
  const button = el("button", { type: "button", className: `tool ${name}`, textContent: label });
  button.addEventListener("click", act);
  return button;
}

function quote(message) {
  const said = el("span", { textContent: excerpt(message), dir: "auto" });
  return el("div", { className: "quote" }, el("strong", { textContent: message.from.first_name }), said);
}

export function excerpt(message) {
  const text = message.text ?? message.caption;
  if (text) return [...text.replace(/\s+/g, " ")].slice(0, 90).join("");
  if (message.photo) return "Photo";
  if (message.voice) return "Voice note";
  if (message.sticker) return `Sticker ${message.sticker.emoji}`;
  return message.document?.file_name ?? "Location";
}

function attachment(message, view) {
  if (message.photo) return photo(message.photo.at(-1), view);
  if (message.document) return documentCard(message.document);
  if (message.voice) return el("audio", { controls: true, src: fileAddress(message.voice), preload: "metadata" });
  if (message.sticker) return el("img", { className: "sticker", src: fileAddress(message.sticker), alt: `Sticker ${message.sticker.emoji}` });
  if (message.location) return place(message.location);
  return null;
}

function photo(size, view) {
  const picture = el("img", { src: fileAddress(size), alt: "Picture", width: size.width, height: size.height });
  const button = el("button", { type: "button", className: "photo", "aria-label": "Open the picture" }, picture);
  button.addEventListener("click", () => view.open(picture.src));
  return button;
}

function documentCard(file) {
  const about = el("span", {}, el("strong", { textContent: file.file_name }), el("small", { textContent: `Download, ${fileSize(file.file_size)}` }));
  return el("a", { className: "document", href: fileAddress(file, true), download: file.file_name }, icon("file"), about);
}

function place(location) {
  const where = `${location.latitude.toFixed(4)}, ${location.longitude.toFixed(4)}`;
  return el("p", { className: "place" }, icon("pin"), where);
}

function inlineKeyboard(message, view) {
  const keyboard = el("div", { className: "keyboard" });
  for (const buttons of message.reply_markup.inline_keyboard) {
    const row = el("div", { className: "keys" });
    row.style.setProperty("--columns", buttons.length);
    row.append(...buttons.map((button) => inlineButton(message, button, view)));
    keyboard.append(row);
  }
  return keyboard;
}

function inlineButton(message, button, view) {
  if (button.url) return el("a", { className: "key", href: button.url, target: "_blank", rel: "noopener noreferrer", textContent: `${button.text} ↗` });
  const key = el("button", { type: "button", className: "key", textContent: button.text });
  if (view.isWaiting(message.message_id, button.callback_data)) key.classList.add("waiting");
  key.addEventListener("click", () => view.tap(message, button, key));
  return key;
}
