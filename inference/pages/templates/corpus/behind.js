// What lies behind a difference: the words that each group says more of, and sentences that show what it says.
(() => {
  const place = document.getElementById("behind");
  if (!place) return;
  const about = document.querySelector("select[name=about]");
  const { folder, here } = document.querySelector("main").dataset;
  const { element, said } = making;
  let compared = null;

  const words = (found) => {
    const list = element("ul", { class: "words" });
    for (const one of found) {
      const told = one.perThousand.map((rate) => rate.toFixed(2));
      list.append(element("li", {}, one.word, " ", element("small", {}, told.join(" → "))));
    }
    return found.length ? list : element("p", { class: "lead" }, said("没有突出的词。", "No word stands out."));
  };

  function sentences(by, group, category) {
    const found = figures.sentences[by]?.[group]?.[category] ?? [];
    const list = element("ul", { class: "sentences" });
    for (const [text, page, anchor, report] of found) {
      const asked = new URLSearchParams({ category, at: anchor });
      if (here) asked.set("from", `${here}${location.hash}`);
      const language = document.documentElement.lang === "en" ? "en" : "zh";
      list.append(element("li", {}, element("a", { href: `${folder ?? ""}${page}?lang=${language}#${asked}` }, text), " ", element("small", {}, report)));
    }
    return list;
  }

  function show() {
    if (!compared) return;
    const { by, groups } = compared;
    const category = about.value;
    const tables = figures.words?.[by] ?? {};
    const table = Object.hasOwn(tables, category) ? tables[category] : undefined; // a category may be called constructor
    const found = table ? tellingWords(table, groups[0][0], groups[1][0], 20) : [];
    const columns = groups.map(([group, chinese, english], n) => {
      const column = element("div", {}, element("h4", {}, said(`${chinese}${by === "year" ? "年" : ""}说得更多`, `More in ${english}`)));
      if (table) column.append(words(n ? found.filter((one) => one.z > 0) : found.filter((one) => one.z < 0).reverse()));
      else if (figures.words) column.append(element("p", { class: "lead" }, said("组太多，用词只按全部文字比较。", "With so many groups, words are compared for all text only.")));
      if (category) column.append(sentences(by, group, category));
      return column;
    });
    document.getElementById("shown-by").hidden = !category;
    place.replaceChildren(...columns);
  }

  about.addEventListener("change", show);
  document.addEventListener("compared", (event) => {
    compared = event.detail;
    if (compared.about !== undefined && [...about.options].some((one) => one.value === compared.about)) about.value = compared.about;
    show();
  });
  document.addEventListener("language", show);
})();
