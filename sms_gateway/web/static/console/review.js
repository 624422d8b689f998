/* Keys of the review queue: each presses what carries it in data-key. Switched off, nothing listens. */
"use strict";
(() => {
  const on = document.querySelector('[data-shortcuts="on"]');
  if (!on) return;
  const typing = (target) => target instanceof Element && target.closest("input, select, textarea, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
    if (event.key === "Escape" && typing(event.target)) event.target.blur();
    if (typing(event.target)) return;
    const key = event.key.toLowerCase();
    const found = key === "u"
      ? document.querySelector(".notice form button")
      : /^[a-z1-5?]$/.test(key) && document.querySelector(`[data-key="${key}"]`);
    if (!found) return;
    event.preventDefault();
    if (found.matches("input")) found.focus();
    else found.click();
  });
})();
