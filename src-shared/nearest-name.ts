/** How many letters must be added, taken out, exchanged for another or for their neighbour to make one word of the other (Damerau). */
function distance(one: string, other: string): number {
  const rows: number[][] = Array.from({ length: one.length + 1 }, (_, at) => [at])
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0
  for (let column = 1; column <= other.length; column++) rows[0]?.push(column)
  for (let row = 1; row <= one.length; row++)
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1
      let least = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + same)
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        least = Math.min(least, at(row - 2, column - 2) + 1)
      rows[row]?.push(least)
    }
  return at(one.length, other.length)
}

const longest = 60
const mostCompared = 500

/** Which of some names a person may have meant, best first, without regard to case; [] where none is near. */
export function nearestNames(name: string, names: readonly string[], most = 3): string[] {
  const wanted = name.toLowerCase().slice(0, longest)
  const near = Math.max(1, Math.floor(wanted.length / 3))
  return names
    .slice(0, mostCompared)
    .map((each) => ({ each, away: distance(wanted, each.toLowerCase().slice(0, longest)) }))
    .filter(({ each, away }) => away <= near || (wanted.length > 2 && each.toLowerCase().includes(wanted)))
    .sort((a, b) => a.away - b.away)
    .slice(0, most)
    .map(({ each }) => each)
}
