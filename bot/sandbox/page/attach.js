// Photos, documents, voice notes, stickers and locations on their way to the bot.
import * as api from "./api.js";
import { byId, el } from "./dom.js";
import { fail } from "./notices.js";

const PLACES = [["Berlin", 52.52, 13.405], ["New York", 40.7128, -74.006], ["Nairobi", -1.2864, 36.8172], ["Auckland", -36.8485, 174.7633]];
const STICKER = "🙂";
let where = () => null;
let caption = () => "";

export function from(place, takeCaption) {
  where = place;
  caption = takeCaption;
}

export function askLocation() { byId("location-form").showModal(); }

function send(kind, blob, name, words = "") {
  const { chat, runner } = where();
  return api.sendFile(chat, runner, kind, blob, name, words).catch(fail);
}

function sendChosen(kind, input) {
  const [file] = input.files;
  input.value = "";
  if (file) send(kind, file, file.name, caption());
}

// One second of a soft tone: a real sound file, made here.
function voiceNote() {
  const rate = 8000;
  const view = new DataView(new ArrayBuffer(44 + rate * 2));
  const word = (at, text) => [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  word(0, "RIFF"); view.setUint32(4, 36 + rate * 2, true); word(8, "WAVEfmt "); view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); view.setUint16(22, 1, true); view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true); view.setUint16(32, 2, true); view.setUint16(34, 16, true);
  word(36, "data"); view.setUint32(40, rate * 2, true);
  for (let at = 0; at < rate; at++) {
    const loudness = Math.sin((Math.PI * at) / rate) * 6000;
    view.setInt16(44 + at * 2, Math.sin((2 * Math.PI * 330 * at) / rate) * loudness, true);
  }
  return new Blob([view], { type: "audio/wav" });
}

// Drawn rather than written, so that it looks the same without an emoji font.
async function sticker() {
  const canvas = el("canvas", { width: 512, height: 512 });
  const pen = canvas.getContext("2d");
  const round = (x, y, radius, from = 0, to = 2 * Math.PI) => { pen.beginPath(); pen.arc(x, y, radius, from, to); };
  round(256, 256, 216);
  pen.fillStyle = "#f3bf4a";
  pen.fill();
  pen.fillStyle = pen.strokeStyle = "#4a3412";
  for (const x of [180, 332]) { round(x, 212, 30); pen.fill(); }
  pen.lineWidth = 30;
  pen.lineCap = "round";
  round(256, 266, 110, 0.15 * Math.PI, 0.85 * Math.PI);
  pen.stroke();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/webp"));
  return send("sticker", blob, "sticker.webp", STICKER);
}

const acts = {
  photo: () => byId("photo-file").click(),
  document: () => byId("document-file").click(),
  voice: () => send("voice", voiceNote(), "voice.wav"),
  sticker,
  location: askLocation,
};

// Above its button, wherever the foot of the page stands just now.
byId("attachments").addEventListener("beforetoggle", () => {
  const { left, top } = byId("attach").getBoundingClientRect();
  byId("attachments").style.left = `${left}px`;
  byId("attachments").style.bottom = `${innerHeight - top + 8}px`;
});
for (const button of byId("attachments").querySelectorAll("button")) {
  button.addEventListener("click", () => {
    byId("attachments").hidePopover();
    acts[button.dataset.kind]();
  });
}
byId("photo-file").addEventListener("change", () => sendChosen("photo", byId("photo-file")));
byId("document-file").addEventListener("change", () => sendChosen("document", byId("document-file")));
byId("places").append(...PLACES.map(([name, latitude, longitude]) => {
  const button = el("button", { type: "button", className: "plain", textContent: name });
  button.addEventListener("click", () => {
    byId("latitude").value = latitude;
    byId("longitude").value = longitude;
  });
  return button;
}));
byId("location-cancel").addEventListener("click", () => byId("location-form").close("cancel"));
byId("location-form").addEventListener("close", () => {
  if (byId("location-form").returnValue !== "send") return;
  byId("location-form").returnValue = "";
  const { chat, runner } = where();
  api.sendLocation(chat, runner, Number(byId("latitude").value), Number(byId("longitude").value)).catch(fail);
});
