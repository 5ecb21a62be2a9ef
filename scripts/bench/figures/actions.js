// Twenty things a reader does with a report's page, each with the milliseconds until all is laid out again.
() => {
  const times = [];
  const search = document.getElementById("search");
  const strength = document.getElementById("strength");
  const timed = (name, act) => {
    const began = performance.now();
    act();
    document.documentElement.getBoundingClientRect(); // lay out what the act has changed
    times.push([name, performance.now() - began]);
  };
  const press = (selector) => () => document.querySelector(selector).click();
  const give = (field, value) => () => {
    field.value = value;
    field.dispatchEvent(new Event("input"));
  };
  timed("filter by a category", press("[data-filter]"));
  timed("and by the next", press("[data-filter]:nth-of-type(2)"));
  timed("and by what was done", press("[data-filter-part]"));
  timed("and for review", press("[data-filter-review]"));
  timed("no longer for review", press("[data-filter-review]"));
  timed("no longer by what was done", press("[data-filter-part]"));
  timed("no longer by the second category", press("[data-filter]:nth-of-type(2)"));
  timed("no longer by the first: all again", press("[data-filter]"));
  timed("without a tag", press("[data-filter=none]"));
  timed("all again", press("[data-filter=none]"));
  timed("evidence of 0.90 or more", give(strength, "0.9"));
  timed("all evidence", give(strength, strength.min));
  timed("search 发", give(search, "发"));
  timed("search 发展", give(search, "发展"));
  timed("next hit", press("#next"));
  timed("the last hit", press("#previous"));
  timed("search ，", give(search, "，"));
  timed("next hit of ，", press("#next"));
  timed("search a word that is not there", give(search, "没有这个词"));
  timed("clear", press("#clear"));
  return times;
}
