// Copy a paragraph with what a reader needs to find it again, and to know how far its tags can be trusted.
function cited(one) {
  const { place, date, model, zhF1, enF1 } = main.dataset;
  const title = document.querySelector("h1").textContent;
  const [start, end] = one.element.dataset.at.split("-");
  const tags = one.tags.map((tag) => `${nameOf(tag)} ${one.chips.get(tag).querySelector("small").textContent}`);
  const text = one.body.textContent;
  if (english()) {
    const where = [place, date, `paragraph ${one.number}`, `characters ${start}–${end}`].filter(Boolean).join(", ");
    return `“${text}”\n— ${title} (${where}). Tags: ${tags.join(", ") || "none"}. Model ${model}, held-out macro-F1 ${enF1 ?? "not stated by the model"}.`;
  }
  const where = [place, date, `第 ${one.number} 段`, `第 ${start}–${end} 字`].filter(Boolean).join("，");
  return `“${text}”\n——《${title}》（${where}）。标签：${tags.join("、") || "未标"}。模型 ${model}，留出宏平均 F1 ${zhF1 ?? "模型未注明"}。`;
}

async function copy(one) {
  if (!one) return;
  if (await written(cited(one))) say(`已复制第 ${one.number} 段及其出处`, `Paragraph ${one.number} copied with its citation`);
  else say("浏览器不允许复制，请选中文字后按 Ctrl+C", "The browser does not allow copying: select the text and press Ctrl+C");
}

async function written(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writtenTheOldWay(text); // not allowed, or a browser that gives pages on a disk no clipboard
  }
}

function writtenTheOldWay(text) {
  const field = document.createElement("textarea");
  const before = document.activeElement;
  field.value = text;
  field.className = "unseen";
  field.setAttribute("aria-hidden", "true");
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus?.({ preventScroll: true });
  return done;
}

main.addEventListener("click", (event) => {
  const article = event.target.closest("[data-copy]")?.closest("article.paragraph");
  if (article) copy(paragraphs.find((one) => one.element === article));
});
