/* Keys of a page: each presses what carries it in data-key; J and K go through the rows. Switched off, nothing listens. */
"use strict";
(() => {
  const on = document.querySelector('[data-shortcuts="on"]');
  if (!on) return;
  const typing = (target) =>
    target instanceof Element && target.closest('input:not([type="checkbox"]), select, textarea, [contenteditable]');
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const current = () => rows().findIndex((row) => row.contains(document.activeElement));
  const go = (step) => {
    const all = rows(), here = current();
    const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
    all[next]?.querySelector("a[data-open]")?.focus();
    return all.length > 0;
  };
  const inRow = (key) => {
    const row = rows()[current()];
    return row ? row.querySelector(`[data-row-key="${key}"]`) : null;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
    if (event.key === "Escape" && typing(event.target)) event.target.blur();
    if (typing(event.target)) return;
    const key = event.key.toLowerCase();
    if ((key === "j" && go(1)) || (key === "k" && go(-1))) {
      event.preventDefault();
      return;
    }
    const found = key === "u"
      ? document.querySelector(".notice form button")
      : /^[a-z1-5?]$/.test(key) && (inRow(key) || document.querySelector(`[data-key="${key}"]`));
    if (!found) return;
    event.preventDefault();
    if (found.matches('input:not([type="checkbox"])')) found.focus();
    else found.click();
  });
})();
