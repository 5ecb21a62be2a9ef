// What the address says and is told: #category=ecology,industry&part=done&find=污水&strength=0.8&review=1&at=p12&from=../index.html, or #p12.
const PLACE = /^[ps]\d+$/;
// A way back is a page beside this one or below a folder above: no scheme, no host, no root. Browsers leave out tabs and line ends.
const WAY_BACK = /^(\.\.?\/)*([^:\/?#\\\s\p{C}]+\/)*[^:\/?#\\\s\p{C}]+\.html(\?[^#]*)?(#.*)?$/u;

function decoded(hash) {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash; // a stray per cent sign stands for itself
  }
}

function addressed() {
  const hash = location.hash.slice(1);
  if (!hash.includes("=")) return { place: decoded(hash), keys: null };
  const keys = new URLSearchParams(hash.replaceAll("+", "%2B"));
  return { place: keys.get("at") ?? "", keys };
}

function listed(keys, name) {
  return keys.getAll(name).flatMap((value) => value.split(",")).filter(Boolean);
}

function withLanguage(link) {
  const [, path, , hash] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(link);
  return `${path}?lang=${english() ? "en" : "zh"}${hash ?? ""}`;
}

let wayBack = "";
function takeAddress() {
  const { place, keys } = addressed();
  if (keys) {
    setChoices({
      categories: listed(keys, "category"),
      parts: listed(keys, "part"),
      review: keys.get("review") === "1",
      words: keys.get("find") ?? "",
      strength: Math.min(Number(keys.get("strength")), 1) || 0,
    });
    const from = keys.get("from") ?? "";
    if (WAY_BACK.test(from)) {
      wayBack = from;
      byId("came").setAttribute("href", withLanguage(from));
      byId("came").hidden = false;
    }
    update();
  }
  if (PLACE.test(place)) goTo(place);
}

function goTo(place) {
  const target = byId(place);
  if (!target) return;
  if (besideIsOpen() && (place[0] === "s" || !paragraphs[Number(place.slice(1)) - 1]?.twin)) showBeside(false);
  if (target.hidden) {
    setChoices(NO_CHOICE);
    update();
    say("所到之处已被筛去，现已清除筛选", "That place was filtered out: the filters are cleared");
  }
  if (place[0] === "p") choose(paragraphs[Number(place.slice(1)) - 1]);
  else target.scrollIntoView({ behavior: "instant", block: "start" });
  if (!isNoChoice()) writeAddress(place);
}

let writing = 0;
function writeAddress(place = "") {
  clearTimeout(writing);
  // A browser refuses to change the address at every key that is typed.
  writing = setTimeout(() => history.replaceState(null, "", location.pathname + location.search + hashOf(place)), 200);
}

function hashOf(place) {
  const { categories: wanted, parts, review, words, strength } = choices();
  const pairs = [
    ["category", wanted.join(",")],
    ["part", parts.join(",")],
    ["find", words],
    ["strength", strength || ""],
    ["review", review ? "1" : ""],
    ["at", place],
  ].filter(([, value]) => value);
  if (wayBack) pairs.push(["from", wayBack]);
  return pairs.length ? "#" + pairs.map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join("&") : "";
}

window.addEventListener("hashchange", takeAddress);
