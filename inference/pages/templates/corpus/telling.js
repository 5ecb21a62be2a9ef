// Which words tell two groups apart, as inference/contrast/telling.py finds them: log odds with a prior of what all groups say.
function tellingWords(table, first, second, limit) {
  const SURE = 1.96;
  const places = [table.groups.indexOf(first), table.groups.indexOf(second)];
  if (places.includes(-1)) return [];
  const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);
  const characters = sum(table.characters);

  function score(number, counts) {
    const expected = (table.prior * sum(table.counts[number])) / characters;
    const there = counts.map((count) => count + expected);
    const odds = there.map((own, n) => Math.log(own / (table.characters[places[n]] + table.prior - own)));
    return (odds[1] - odds[0]) / Math.sqrt(table.clumping[number] * sum(there.map((own) => 1 / own)));
  }

  const kept = [];
  const order = table.words.map((word, n) => n).sort((a, b) => [...table.words[b]].length - [...table.words[a]].length || a - b);
  for (const number of order) {
    const word = table.words[number];
    const own = places.map((place) => table.counts[number][place]);
    const z = score(number, own);
    const more = places[Number(z > 0)];
    if (!(Math.abs(z) >= SURE) || table.reports[number][more] < Math.min(2, table.reports_there[more])) continue;
    const longer = kept.filter((one) => one.word.includes(word) && one.z * z > 0);
    const rest = own.map((count, n) => Math.max(0, count - sum(longer.map((one) => one.own[n]))));
    const left = longer.length ? score(number, rest) : z;
    if (left * z <= 0 || Math.abs(left) < Math.max(SURE, Math.abs(z) / 2)) continue;
    const perThousand = places.map((place, n) => (1000 * own[n]) / table.characters[place]);
    kept.push({ word, z, own, perThousand, reports: places.map((place) => table.reports[number][place]) });
  }
  kept.sort((a, b) => b.z - a.z || (a.word < b.word ? -1 : 1));
  const less = kept.filter((one) => one.z < 0);
  return [...kept.filter((one) => one.z > 0).slice(0, limit), ...less.slice(Math.max(0, less.length - limit))];
}
