// [words, contrast ratio] of every visible text over a plain background, as WCAG 2.2 defines the ratio.
const channels = (colour) => colour.match(/[0-9.]+/g).map(Number);
const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
const alpha = (rgba) => (rgba.length > 3 ? rgba[3] : 1);

function background(node) {
  for (let at = node; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (style.backgroundImage.startsWith("linear-gradient")) {
      return style.backgroundImage.match(/rgb\([^)]*\)/g).map(channels); // every stop must do
    }
    const colour = channels(style.backgroundColor);
    if (alpha(colour) === 1) return [colour];
  }
  return [[255, 255, 255]];
}

const ratio = (one, other) => {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
};

const ownText = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
return [...document.body.querySelectorAll("*")]
  .filter((node) => (ownText(node) || node.matches("input, textarea")) && node.checkVisibility() && !node.closest("noscript"))
  .map((node) => {
    const ink = channels(getComputedStyle(node).color);
    return [node.textContent || node.id, Math.min(...background(node).map((behind) => ratio(ink, behind)))];
  });
