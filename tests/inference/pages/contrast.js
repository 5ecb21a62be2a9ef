// Return the least contrast ratio of the texts on the page with what lies behind them, by tag and class of its element.
const numbers = (colour) => {
  const [r, g, b, a = 1] = colour.match(/[\d.]+(?=[,\s)\/]|$)/g).map(Number);
  const scale = colour.startsWith("color(") ? 1 : 255;
  return [r / scale, g / scale, b / scale, a];
};
const behind = (element) => {
  if (!element) return [1, 1, 1];
  const [r, g, b, a] = numbers(getComputedStyle(element).backgroundColor);
  return a === 1 ? [r, g, b] : behind(element.parentElement).map((under, i) => under * (1 - a) + [r, g, b][i] * a);
};
const light = (rgb) => rgb.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const ratio = (one, other) => {
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const result = {};
for (const element of document.body.querySelectorAll("*:not(script)")) {
  const words = [...element.childNodes].filter((n) => n.nodeType === 3 && n.data.trim());
  if (!words.length) continue;
  const found = ratio(numbers(getComputedStyle(element).color).slice(0, 3), behind(element));
  const name = `${element.tagName}.${element.className}`;
  result[name] = Math.min(found, result[name] ?? Infinity);
}
return result;
