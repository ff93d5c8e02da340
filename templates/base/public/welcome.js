const pageSize = 10;
const maxEmails = 10; // the API's limit
const pollMs = { ready: 10_000, away: 2_000 };

const $ = (id) => document.getElementById(id);

/** Calls the API. Gives status and parsed body; status 0 when nothing answers. */
async function call(method, path, body) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    return { ok: response.ok, status: response.status, body: text === "" ? {} : JSON.parse(text) };
  } catch {
    return { ok: false, status: 0, body: {} };
  }
}

function explain({ status, body }) {
  if (status === 0) return "The API does not answer.";
  if (status === 503) return "The database does not answer.";
  return body.detail ?? body.title ?? `The API answered ${status}.`;
}

function announce(text) {
  $("announcement").textContent = text;
}

// Status

let pollTimer;
let polling = false;

function showStatus(state, title, detail) {
  // An unchanged text is left alone, so that screen readers hear of changes only.
  if ($("status").dataset.state !== state) $("status").dataset.state = state;
  if ($("status-title").textContent !== title) $("status-title").textContent = title;
  if ($("status-detail").textContent !== detail) $("status-detail").textContent = detail;
}

async function checkStatus() {
  if (polling) return;
  polling = true;
  clearTimeout(pollTimer);
  const before = $("status").dataset.state;
  const answer = await call("GET", "/readyz");
  const isReady = answer.ok;
  if (isReady) {
    showStatus("ready", `PostgreSQL ${answer.body.postgres}`, "The database is connected");
  } else {
    const title = answer.status === 0 ? "The API is away" : "The database is away";
    showStatus("away", title, "Trying again by itself");
  }
  polling = false;
  pollTimer = setTimeout(checkStatus, isReady ? pollMs.ready : pollMs.away);
  if (isReady && (before === "away" || list.failed)) await list.load();
}

// The list

/** Where each page visited starts; the last one is shown. The API pages forward only. */
const list = { starts: [0], next: null, failed: false, load: loadPersons };

function showOnly(id) {
  for (const part of ["persons", "loading", "empty", "failure"]) $(part).hidden = part !== id;
}

function showPages() {
  const { starts, next } = list;
  $("pages").hidden = list.failed || (starts.length === 1 && next === null);
  $("previous").disabled = starts.length === 1;
  $("next").disabled = next === null;
  $("page-number").textContent = `Page ${starts.length}`;
}

let latestLoad = 0;

async function loadPersons(newId) {
  const load = ++latestLoad;
  $("persons").ariaBusy = "true";
  const after = list.starts.at(-1);
  const answer = await call("GET", `/persons?limit=${pageSize}&after=${after}`);
  if (load !== latestLoad) return; // a later one is under way
  $("persons").ariaBusy = "false";
  list.failed = !answer.ok;
  if (!answer.ok) {
    $("failure-detail").textContent = explain(answer);
    showOnly("failure");
    showPages();
    if (answer.status === 0 || answer.status === 503) await checkStatus();
    return;
  }
  const { items, next } = answer.body;
  if (items.length === 0 && list.starts.length > 1) {
    list.starts.pop(); // the last person of this page was deleted
    return loadPersons();
  }
  list.next = next;
  $("persons").replaceChildren(...items.map((person) => row(person, person.id === newId)));
  showOnly(items.length === 0 ? "empty" : "persons");
  showPages();
}

function row(person, isNew) {
  const item = $("person-row").content.cloneNode(true).firstElementChild;
  item.classList.toggle("new", isNew);
  item.querySelector(".name").textContent = person.name;
  item.querySelector(".mails").replaceChildren(...person.emails.map(emailLine));
  const link = item.querySelector(".id");
  link.textContent = `#${person.id}`;
  link.href = `/persons/${person.id}`;
  link.ariaLabel = `${person.name} as JSON, number ${person.id}`;
  armDelete(item.querySelector(".delete"), person);
  return item;
}

function emailLine(address) {
  const line = document.createElement("span");
  line.textContent = address;
  return line;
}

/** The first press asks, the second deletes; leaving the button takes the question back. */
function armDelete(button, person) {
  let isSure = false;
  const ask = (sure) => {
    isSure = sure;
    button.classList.toggle("sure", sure);
    button.textContent = sure ? "Really?" : "Delete";
    button.ariaLabel = sure ? `Really delete ${person.name}?` : `Delete ${person.name}`;
  };
  ask(false);
  button.addEventListener("blur", () => ask(false));
  button.addEventListener("keydown", (event) => event.key === "Escape" && ask(false));
  button.addEventListener("click", async () => {
    if (!isSure) {
      ask(true);
      announce(`Press again to delete ${person.name}.`);
      return;
    }
    button.disabled = true;
    const answer = await call("DELETE", `/persons/${person.id}`);
    if (answer.ok || answer.status === 404) {
      announce(`${person.name} is deleted.`);
      await list.load();
      $("persons-title").focus();
      return;
    }
    button.disabled = false;
    ask(false);
    announce(`${person.name} is not deleted. ${explain(answer)}`);
    if (answer.status === 0 || answer.status === 503) await checkStatus();
  });
}

async function turnTo(starts) {
  list.starts = starts;
  await list.load();
  announce($("page-number").textContent);
  $("persons-title").focus({ preventScroll: true });
}

// The form

function addEmailRow() {
  const item = $("email-row").content.cloneNode(true).firstElementChild;
  item.querySelector(".remove").addEventListener("click", () => {
    const at = emailRows().indexOf(item);
    item.remove();
    if (emailRows().length === 0) addEmailRow();
    labelEmailRows();
    emailRows()[Math.max(0, at - 1)].querySelector("input").focus();
  });
  $("emails").append(item);
  labelEmailRows();
  return item;
}

function emailRows() {
  return [...$("emails").children];
}

function labelEmailRows() {
  const rows = emailRows();
  for (const [at, item] of rows.entries()) {
    const input = item.querySelector("input");
    const error = item.querySelector(".error");
    const remove = item.querySelector(".remove");
    input.id = `email-${at}`;
    error.id = `email-${at}-error`;
    input.ariaLabel = `Email ${at + 1}`;
    input.setAttribute("aria-describedby", error.id);
    remove.ariaLabel = `Remove email ${at + 1}`;
    remove.hidden = rows.length === 1;
  }
  $("more-emails").hidden = rows.length >= maxEmails;
}

function showError(place, input, message) {
  place.textContent = message;
  place.hidden = message === "";
  if (message === "") input?.removeAttribute("aria-invalid");
  else input?.setAttribute("aria-invalid", "true");
}

function clearErrors() {
  showError($("name-error"), $("name"), "");
  showError($("emails-error"), undefined, "");
  showError($("form-error"), undefined, "");
  for (const item of emailRows()) {
    showError(item.querySelector(".error"), item.querySelector("input"), "");
  }
}

/** Puts each error of a 422 at its field; `sent` holds the rows of the emails in the order sent. */
function showErrors(errors, sent) {
  for (const { field, message } of errors) {
    const item = field.startsWith("emails.")
      ? sent[Number(field.slice("emails.".length))]
      : undefined;
    const text = sentence(message);
    if (field === "name") showError($("name-error"), $("name"), text);
    else if (item) showError(item.querySelector(".error"), item.querySelector("input"), text);
    else if (field.startsWith("emails")) showError($("emails-error"), undefined, text);
    else showError($("form-error"), undefined, text);
  }
  $("add").querySelector("[aria-invalid]")?.focus();
  announce(`Not added. ${errors.map(({ message }) => sentence(message)).join(" ")}`);
}

function sentence(message) {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

async function submit(event) {
  event.preventDefault();
  clearErrors();
  const sent = emailRows().filter((item) => item.querySelector("input").value.trim() !== "");
  const emails = sent.map((item) => item.querySelector("input").value.trim());
  const button = $("add").querySelector("[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  const answer = await call("POST", "/persons", { name: $("name").value, emails });
  button.disabled = false;
  if (answer.status === 422) return showErrors(answer.body.errors ?? [], sent);
  if (!answer.ok) {
    showError($("form-error"), undefined, `Not added. ${explain(answer)}`);
    announce($("form-error").textContent);
    if (answer.status === 0 || answer.status === 503) await checkStatus();
    return;
  }
  $("add").reset();
  $("emails").replaceChildren();
  addEmailRow();
  $("name").focus({ preventScroll: true });
  announce(`${answer.body.name} is added.`);
  await showAdded(answer.body.id);
}

/** Shows the new person: on this page if it is the last and has room, else on a page from there on. */
async function showAdded(id) {
  const hasRoom = list.next === null && $("persons").childElementCount < pageSize;
  if (!hasRoom || list.failed) list.starts = [...list.starts, id - 1];
  await list.load(id);
}

addEmailRow();
$("add").addEventListener("submit", submit);
$("more-emails").addEventListener("click", () => addEmailRow().querySelector("input").focus());
$("previous").addEventListener("click", () => turnTo(list.starts.slice(0, -1)));
$("next").addEventListener("click", () => turnTo([...list.starts, list.next]));
$("retry").addEventListener("click", () => list.load());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) clearTimeout(pollTimer);
  else checkStatus();
});
await list.load();
await checkStatus();
