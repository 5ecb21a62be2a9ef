// The words that tell two groups of a table apart, as telling.py finds them: a page compares any two without asking.
// A table is what Table.to_json returns; of a group that it lacks there are no words. Those of `second` come first,
// strongest first, those of `first` last.
function tellingWords(table, first, second, limit = 20) {
  const SURE = 1.96, FEWEST = 2, HALF = 0.5;
  const sides = [table.groups.indexOf(first), table.groups.indexOf(second)];
  if (sides.includes(-1)) return [];
  const sum = (numbers) => numbers.reduce((one, other) => one + other, 0);
  const characters = sum(table.characters);

  function score(one, places) {
    const own = places.map((place) => place + one.added);
    const odds = own.map((n, side) => Math.log(n / (table.characters[sides[side]] + table.prior - n)));
    return (odds[1] - odds[0]) / Math.sqrt(one.clumping * (1 / own[0] + 1 / own[1]));
  }

  function tellsMore(one, shorter) {
    const more = one.z > 0 ? 1 : 0;
    if (2 * one.places[more] >= shorter.places[more]) return true;
    const own = one.places.map((place) => place + one.added);
    const rest = shorter.places.map((place, side) => Math.max(place + shorter.added - own[side], HALF));
    const apart = Math.log(own[1] / rest[1]) - Math.log(own[0] / rest[0]);
    const error = Math.sqrt(one.clumping * sum([...own, ...rest].map((n) => 1 / n)));
    return one.z > 0 ? apart / error >= SURE : apart / error <= -SURE;
  }

  function isLeft(one) {
    if (!one.longer.length) return true;
    const rest = one.places.map((place, side) =>
      Math.max(0, place - sum(one.longer.map((other) => other.places[side]))));
    const left = score(one, rest);
    return left * one.z > 0 && Math.abs(left) >= Math.max(SURE, Math.abs(one.z) / 2);
  }

  function told(number) {
    const counts = table.counts[number];
    const one = {
      number, word: table.words[number], places: sides.map((side) => counts[side]),
      added: table.prior * sum(counts) / characters, clumping: table.clumping[number], longer: [],
    };
    one.z = score(one, one.places);
    const more = sides[one.z > 0 ? 1 : 0];
    const enough = table.reports[number][more] >= Math.min(FEWEST, table.reports_there[more]);
    return Math.abs(one.z) >= SURE && enough ? one : null;
  }

  const inOrder = (one, other) => (one.word < other.word ? -1 : one.word > other.word ? 1 : 0);
  const found = table.words.map((_, number) => told(number)).filter(Boolean)
    .sort((one, other) => Math.abs(other.z) - Math.abs(one.z) || inOrder(one, other));
  const taken = [];
  for (const one of found) {
    const alike = taken.filter((other) => other.z * one.z > 0);
    const shorter = alike.filter((other) => one.word.includes(other.word));
    one.longer = alike.filter((other) => other.word.includes(one.word));
    if (shorter.every((other) => tellsMore(one, other)) && isLeft(one)) {
      taken.push(one);
      shorter.forEach((other) => other.longer.push(one));
    }
  }
  const words = taken.filter(isLeft).sort((one, other) => other.z - one.z || inOrder(one, other)).map((one) => {
    const per = (side) => 1000 * table.counts[one.number][sides[side]] / table.characters[sides[side]];
    const reports = (side) => table.reports[one.number][sides[side]];
    return {
      word: one.word, z: one.z, first_per_1000: per(0), second_per_1000: per(1),
      first_reports: reports(0), second_reports: reports(1),
    };
  });
  const less = words.filter((one) => one.z < 0);
  return [...words.filter((one) => one.z > 0).slice(0, limit), ...less.slice(Math.max(0, less.length - limit))];
}
