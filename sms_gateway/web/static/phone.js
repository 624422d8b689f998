// The handset: sends what is typed once (same id on every try), shows what comes back, never loses a text.
"use strict";

(() => {
  const POLL_MS = 700, POLL_FAST_MS = 250, FAST_FOR_MS = 5000, TIMEOUT_MS = 8000;
  const TRIES = 3, PAUSE_MS = 400, HISTORY = 30;
  const EXAMPLE = "jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang";
  // GSM 03.38: the basic table costs one septet, the extension table two.
  const GSM7 = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
  const GSM7_EXTENSION = new Set("\f^{}\\[~]|€");
  const UNREACHABLE = "Gateway tidak dapat dihubungi. Teks Anda tetap ada di sini. Jalankan: ";
  const REMEDY = "sms-gateway up";

  const $ = (id) => document.getElementById(id);
  const form = $("phone"), log = $("log"), text = $("text"), number = $("number"), notice = $("notice");
  const threads = new Map(); // one thread for each own number
  let thread = null, fastUntil = 0, timer = 0, atEnd = true;

  // ---- counting -------------------------------------------------------------------------------

  // A character never straddles two segments, so a segment may end with a unit unused.
  function segments(units, single, joined) {
    const total = units.reduce((sum, unit) => sum + unit, 0);
    if (total <= single) return { total, count: 1, room: single };
    let count = 1, used = 0;
    for (const unit of units) {
      if (used + unit > joined) { count += 1; used = 0; }
      used += unit;
    }
    return { total, count, room: count * joined };
  }

  function measure(message) {
    const characters = [...message];
    const foreign = characters.find((one) => !GSM7.has(one) && !GSM7_EXTENSION.has(one));
    if (foreign !== undefined) {
      return { coding: "UCS-2", foreign, ...segments(characters.map((one) => one.length), 70, 67) };
    }
    return { coding: "GSM-7", ...segments(characters.map((one) => (GSM7.has(one) ? 1 : 2)), 160, 153) };
  }

  function showCount() {
    const { coding, foreign, total, count, room } = measure(text.value);
    const reason = foreign && foreign.trim() ? ` (ada ${foreign})` : "";
    $("counter").textContent = `${total}/${room} · ${total ? count : 0} SMS · ${coding}${reason}`;
    $("counter").classList.toggle("wide", coding === "UCS-2");
  }

  // ---- drawing --------------------------------------------------------------------------------

  function element(tag, className, content = "") {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = content;
    return made;
  }

  function clock(at) {
    const two = (value) => String(value).padStart(2, "0");
    const time = `${two(at.getHours())}.${two(at.getMinutes())}`;
    const today = at.toDateString() === new Date().toDateString();
    const made = element("time", "", today ? time : `${two(at.getDate())}/${two(at.getMonth() + 1)} ${time}`);
    made.dateTime = at.toISOString();
    return made;
  }

  function bubble(into, side, speaker, content, at) {
    const item = element("li", `sms ${side} fresh`);
    const meta = element("p", "meta");
    meta.append(clock(at));
    item.append(element("span", "unseen", `${speaker}: `), element("p", "words", content), meta);
    into.list.append(item);
    if (into === thread) {
      showEmpty();
      if (atEnd || side === "mine") toEnd();
    }
    return item;
  }

  function showEmpty() {
    $("empty").hidden = !thread || !thread.loaded || thread.list.children.length > 0;
  }

  function say(sentence, command = "") {
    if (notice.textContent === sentence + command) return; // said once, not at every look
    notice.replaceChildren(sentence);
    if (command) notice.append(element("code", "", command));
  }

  function toEnd() {
    log.scrollTop = log.scrollHeight;
    atEnd = true;
  }

  function reachable(yes) {
    $("signal").classList.toggle("lost", !yes);
    if (!yes) say(UNREACHABLE, REMEDY);
    else if (notice.textContent.startsWith(UNREACHABLE)) say("");
  }

  // ---- sending --------------------------------------------------------------------------------

  function randomId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return "hp-" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  async function post(fields) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await fetch(form.dataset.inbound, {
          method: "POST", body: new URLSearchParams(fields), signal: AbortSignal.timeout(TIMEOUT_MS),
        });
      } catch {
        if (attempt === TRIES) return null;
        await pause(PAUSE_MS);
      }
    }
  }

  function mark(sms, state, words) {
    sms.item.dataset.state = state;
    sms.status.replaceChildren();
    if (state === "accepted") sms.status.append(element("span", "tick", "✓"));
    sms.status.append(element("span", state === "accepted" ? "unseen" : "", words));
    sms.again.hidden = state !== "unsent";
    if (sms.into === thread && atEnd) toEnd();
  }

  async function deliver(sms) {
    mark(sms, "sending", "mengirim…");
    const answer = await post(sms.fields);
    if (answer && answer.ok) {
      mark(sms, "accepted", "diterima gateway");
      reachable(true);
      hurry();
      return;
    }
    mark(sms, "unsent", "belum terkirim");
    if (!answer) reachable(false);
    else say(`Gateway menolak SMS ini (kode ${answer.status}). Teks Anda tetap ada di layar.`);
  }

  function compose(content) {
    const item = bubble(thread, "mine", "Anda", content, new Date());
    const sms = {
      item, into: thread, status: element("span", "status"), again: element("button", "again", "Kirim lagi"),
      fields: { from: thread.number, to: form.dataset.to, text: content, id: randomId() },
    };
    sms.again.type = "button";
    sms.again.addEventListener("click", () => { text.focus(); deliver(sms); });
    item.querySelector(".meta").append(sms.status, sms.again);
    return sms;
  }

  function send(event) {
    event.preventDefault();
    if (!takeNumber()) { number.focus(); return; }
    const content = text.value.trim();
    text.focus();
    if (!content) return;
    if (!notice.textContent.startsWith(UNREACHABLE)) say("");
    text.value = "";
    showCount();
    deliver(compose(content));
  }

  // ---- receiving ------------------------------------------------------------------------------

  async function fetchReplies(of) {
    const query = new URLSearchParams({ from: of.number, after: of.last });
    const answer = await fetch(`${form.dataset.messages}?${query}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.json();
  }

  function receive(of, replies) {
    const fresh = replies.filter((sms) => sms.id > of.last);
    const first = !of.loaded;
    if (first) log.setAttribute("aria-busy", "true");
    of.loaded = true;
    for (const sms of first ? fresh.slice(-HISTORY) : fresh) {
      bubble(of, "theirs", form.dataset.to, sms.text, new Date(sms.at));
    }
    of.last = fresh.reduce((last, sms) => Math.max(last, sms.id), of.last);
    if (first) log.removeAttribute("aria-busy");
    showEmpty();
  }

  async function poll() {
    const of = thread;
    try {
      receive(of, await fetchReplies(of));
      reachable(true);
    } catch {
      reachable(false);
    }
    clearTimeout(timer);
    timer = setTimeout(poll, Date.now() < fastUntil ? POLL_FAST_MS : POLL_MS);
  }

  function hurry() {
    fastUntil = Date.now() + FAST_FOR_MS;
  }

  // ---- the own number -------------------------------------------------------------------------

  function takeNumber() {
    const bare = number.value.replace(/[ .()-]/g, "");
    const right = /^\+?[0-9]{3,15}$/.test(bare);
    $("number-fault").textContent = right ? "" : "Nomor hanya boleh berisi angka, contoh 0812\u20113456\u20117890.";
    number.setAttribute("aria-invalid", String(!right));
    if (right && (!thread || thread.number !== bare)) open(bare);
    return right;
  }

  function open(bare) {
    if (!threads.has(bare)) {
      threads.set(bare, { number: bare, last: 0, loaded: false, list: element("ol", "thread") });
    }
    if (thread) thread.list.remove();
    thread = threads.get(bare);
    for (const item of thread.list.children) item.classList.remove("fresh"); // it has arrived long ago
    log.append(thread.list);
    showEmpty();
    toEnd();
    hurry();
  }

  function emptyView() {
    for (const item of [...thread.list.children]) {
      const pending = item.dataset.state === "sending" || item.dataset.state === "unsent";
      if (!pending) item.remove(); // a text that was not taken yet stays
    }
    showEmpty();
    text.focus();
  }

  // ---- start ----------------------------------------------------------------------------------

  form.addEventListener("submit", send);
  text.addEventListener("input", showCount);
  log.addEventListener("scroll", () => { atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60; });
  new ResizeObserver(() => { if (atEnd) toEnd(); }).observe(log); // a notice or a keyboard takes its room
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  });
  number.addEventListener("change", takeNumber);
  number.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); if (takeNumber()) text.focus(); }
  });
  $("clear").addEventListener("click", emptyView);
  $("example").addEventListener("click", () => { text.value = EXAMPLE; showCount(); text.focus(); });
  for (const control of [number, text, $("clear"), $("example"), $("send")]) control.disabled = false;
  takeNumber();
  showCount();
  text.focus({ preventScroll: true });
  poll();
})();
