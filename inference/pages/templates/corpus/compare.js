// Two groups beside each other, category by category. "Rose" or "higher" only where the interval of the difference leaves 0.
(() => {
  const form = document.querySelector("form.compare");
  if (!form) return;
  const place = document.getElementById("compared");
  const { compare, first, second } = form.elements;
  const { element, said } = making;
  let asked; // the category whose words the address asks for
  // As Python writes it: halves go to the even digit.
  const fixed = (value) => (value * 4) % 4 !== 0 && Number.isInteger(value * 4) && Math.abs((value * 4) % 4) === 1
    ? `${Math.trunc(value) || (value < 0 ? "-0" : "0")}.2` : value.toFixed(1);
  const percent = (share) => fixed(100 * share);
  const points = (value) => `${value < 0 || Object.is(value, -0) ? "−" : "+"}${fixed(Math.abs(100 * value))}`;
  const range = (low, high, show, dash) => `(${show(low)}${dash}${show(high)})`;

  function gap(own, from, to) {
    // The difference of two groups was estimated once, whichever is named first.
    const known = own.pairs[`${from}-${to}`];
    if (known) return known;
    return own.pairs[`${to}-${from}`]?.map(([value, low, high]) => (value === null ? [null, null, null] : [-value, -high, -low]));
  }

  function verdict(by, low, high) {
    if (low === null || (low <= 0 && high >= 0)) return element("span", { class: "verdict" }, said("尚不能断定", "not known yet"));
    const words = by === "year" ? [["下降", "fell"], ["上升", "rose"]] : [["较低", "lower"], ["较高", "higher"]];
    return element("span", { class: `verdict ${low > 0 ? "up" : "down"}` }, said(...words[Number(low > 0)]));
  }

  function share([raw, value, low, high]) {
    if (value === null) return [percent(raw), figures.corrected ? "*" : ""];
    return [percent(value), " ", element("small", {}, range(low, high, percent, "–"))];
  }

  function rows() {
    const own = figures.by[compare.value];
    const [from, to] = [Number(first.value), Number(second.value)];
    const gaps = gap(own, from, to);
    return figures.categories.map(([id, chinese, english], n) => {
      const [one, other] = [own.groups[from][6][n], own.groups[to][6][n]];
      const [difference, low, high] = from === to ? [0, 0, 0] : gaps?.[n] ?? [null, null, null];
      return { id, chinese, english, one, other, raw: other[0] - one[0], difference, low, high };
    });
  }

  function away(one, widest) {
    const at = (value) => `${50 + (45 * value) / widest}%`;
    const drawn = element("span", { class: "away", "aria-hidden": "true" });
    const mark = element("b");
    mark.style.left = at(one.difference ?? one.raw);
    if (one.difference !== null) {
      const band = element("i");
      band.style.left = at(one.low);
      band.style.width = `${(45 * (one.high - one.low)) / widest}%`;
      drawn.append(band);
    }
    drawn.append(mark);
    return drawn;
  }

  function show() {
    const by = compare.value;
    const own = figures.by[by];
    const all = rows();
    const widest = Math.max(0.01, ...all.flatMap((one) => [one.raw, one.difference, one.low, one.high].filter((x) => x !== null).map(Math.abs)));
    const head = element("tr", {}, element("th", { scope: "col" }, said("类别", "Category")));
    for (const number of [first.value, second.value]) {
      const [, chinese, english, reports] = own.groups[Number(number)];
      head.append(element("th", { scope: "col", class: "number" }, said(chinese, english), " ", element("small", {}, said(`${reports} 份`, `${reports} reports`))));
    }
    head.append(element("th", { scope: "col", class: "number" }, said("相差（百分点）", "Difference (points)")), element("th", { scope: "col" }, element("span", { class: "unseen" }, said("图示", "Drawn"))));
    if (figures.corrected) head.append(element("th", { scope: "col" }, said("结论", "So")));
    const named = (select) => element("span", { class: "named small" }, said(...own.groups[Number(select.value)].slice(1, 3)), " ");
    const body = element("tbody");
    for (const one of all) {
      const told = one.difference === null ? [points(one.raw), figures.corrected ? "*" : ""]
        : [points(one.difference), " ", element("small", {}, said(range(one.low, one.high, points, " 至 "), range(one.low, one.high, points, " to ")))];
      const row = element("tr", { class: `c-${one.id}` }, element("th", { scope: "row" }, said(one.chinese, one.english)),
        element("td", { class: "number" }, named(first), ...share(one.one)), element("td", { class: "number" }, named(second), ...share(one.other)),
        element("td", { class: "number" }, ...told), element("td", {}, away(one, widest)));
      if (figures.corrected) row.append(element("td", {}, verdict(by, one.low, one.high)));
      body.append(row);
    }
    place.replaceChildren(element("table", {}, element("thead", {}, head), body));
    if (figures.corrected && all.some((one) => one.difference === null || one.one[1] === null || one.other[1] === null)) {
      place.append(element("p", { class: "lead" }, said("* 这一组标注太少，或这两组之间没有估计差异：是模型计数。", "* Too little of the group is labelled, or these two were not compared: as the model counted.")));
    }
    const widestFirst = [...all].sort((one, other) => Math.abs(other.difference ?? other.raw) - Math.abs(one.difference ?? one.raw));
    const groups = [first.value, second.value].map((number) => own.groups[Number(number)]);
    document.dispatchEvent(new CustomEvent("compared", { detail: { by, groups, about: asked ?? widestFirst[0].id } }));
    asked = undefined;
  }

  function offer(from, to) {
    const { groups } = figures.by[compare.value];
    const english = document.documentElement.lang === "en";
    for (const select of [first, second]) {
      select.replaceChildren(...groups.map(([, ...both], n) => {
        const option = element("option", { value: n, "data-en-label": both[1], "data-zh-label": both[0] });
        option.label = both[english ? 1 : 0];
        option.text = both[0];
        return option;
      }));
    }
    const find = (name, otherwise) => Math.max(groups.findIndex(([one]) => one === name), name === undefined ? otherwise : 0);
    const stated = groups.filter(([name]) => name !== "–").length;
    first.value = find(from, 0);
    second.value = find(to, Math.max(stated - 1, 0));
    show();
  }

  function read() {
    const address = new URLSearchParams(location.hash.slice(1));
    const by = address.get("compare");
    if (!by || !Object.hasOwn(figures.by, by)) return;
    compare.value = by;
    asked = address.get("about") ?? undefined;
    offer(address.get("first") ?? undefined, address.get("second") ?? undefined);
    document.getElementById("compare").scrollIntoView();
  }

  function keep() {
    const { groups } = figures.by[compare.value];
    const chosen = { compare: compare.value, first: groups[first.value][0], second: groups[second.value][0] };
    history.replaceState(null, "", `${location.search}#${new URLSearchParams(chosen)}`);
  }

  compare.addEventListener("change", () => { offer(); keep(); });
  for (const select of [first, second]) select.addEventListener("change", () => { show(); keep(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-swap]").addEventListener("click", () => {
    [first.value, second.value] = [second.value, first.value];
    show();
    keep();
  });
  document.querySelector("[data-csv-compared]").addEventListener("click", () => {
    const { groups } = figures.by[compare.value];
    const columns = ["category", "raw", "share", "low", "high"];
    saving(`compared-by-${compare.value}.csv`, [
      [compare.value, "first", "second", "category", ...columns.slice(1).flatMap((name) => [`${name}_first`, `${name}_second`]), "difference_raw", "difference", "difference_low", "difference_high"],
      ...rows().map((one) => ["", groups[first.value][0], groups[second.value][0], one.id, ...one.one.flatMap((x, n) => [x, one.other[n]]), one.raw, one.difference, one.low, one.high]),
    ]);
  });
  window.addEventListener("hashchange", read);
  offer();
  read();
})();
