const tallest = 120
const least = 6

/** The height, in px, of so many tasks in line before a drop: to the scale of the longest line of all lanes, and never out of sight. */
export const blockHeight = (count: number, longest: number): number =>
  count === 0 ? 0 : Math.max(least, Math.round((count / Math.max(count, longest)) * tallest))
