// The practice API. Acts go one after another, in the order they were made.

const ROOT = "/practice/api";
let last = Promise.resolve();

export class ApiError extends Error {}

async function read(answer) {
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new ApiError(body.error || `The practice server answered ${answer.status}.`);
  return body;
}

async function call(path, options) {
  let answer;
  try {
    answer = await fetch(ROOT + path, options);
  } catch {
    throw new ApiError("Not sent: the practice server does not answer.");
  }
  return read(answer);
}

const json = (body) => ({ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

function inOrder(act) {
  const done = last.then(act);
  last = done.catch(() => {});
  return done;
}

const post = (path, body) => inOrder(() => call(path, json(body)));

export const getState = () => call("/state");
export const getClock = () => call("/clock");
export const getCommands = (runner) => call(`/runners/${runner}/commands`);
export const getHistory = (chat, before) => call(`/chats/${chat}/messages${before ? `?before=${before}` : ""}`);
export const createRunner = (first_name, language_code) => post("/runners", { first_name, language_code });
export const setBlocked = (runner, blocked) => post(`/runners/${runner}/blocked`, { blocked });
export const sendText = (chat, runner, text, reply_to) => post(`/chats/${chat}/messages`, { runner, text, reply_to });
export const editText = (chat, runner, message, text) => post(`/chats/${chat}/messages/${message}/text`, { runner, text });
export const tap = (chat, runner, message, data) => post(`/chats/${chat}/messages/${message}/taps`, { runner, data });
export const sendLocation = (chat, runner, latitude, longitude) =>
  post(`/chats/${chat}/locations`, { runner, latitude, longitude });
export const jump = (to) => post("/clock", { to });
export const fileAddress = (file, download = false) => `${ROOT}/files/${file.file_unique_id}${download ? "?download" : ""}`;

export function sendFile(chat, runner, kind, blob, name, caption = "") {
  const query = new URLSearchParams({ runner, kind, name, caption });
  const options = { method: "POST", headers: { "content-type": blob.type || "application/octet-stream" }, body: blob };
  return inOrder(() => call(`/chats/${chat}/files?${query}`, options));
}

// Calls onEvent for each live event and onConnection(true | false); connects anew for ever.
export function listen(onEvent, onConnection) {
  const source = new EventSource(`${ROOT}/events`);
  source.onmessage = (sent) => {
    const event = JSON.parse(sent.data);
    if (event.type === "hello") onConnection(true);
    onEvent(event);
  };
  source.onerror = () => {
    onConnection(false);
    // The browser retries a broken stream by itself, but gives up for good on some answers.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(onEvent, onConnection), 1000);
  };
}
