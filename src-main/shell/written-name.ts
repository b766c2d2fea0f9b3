/** What the sidebar shows of a name beside its share. */
const longestName = 24

const characters = new Intl.Segmenter()

/** What a batch of several written prompts is called: the beginning of the first, and how many there are: 'Summarise… (42 prompts)'. */
export function writtenName(prompts: readonly string[]): string {
  const count = ` (${prompts.length.toLocaleString('en')} prompts)`
  return beginning(prompts[0] ?? '', longestName - count.length) + count
}

/** At most so many characters, of whole words where the first of them fits. */
function beginning(text: string, longest: number): string {
  const line = text.slice(0, 400).toWellFormed().replace(/\s+/g, ' ').trim()
  const all = [...characters.segment(line)].map(({ segment }) => segment)
  if (all.length <= longest) return line
  const cut = all.slice(0, longest - 1).join('')
  const whole = all[longest - 1] === ' ' ? cut : cut.slice(0, Math.max(cut.lastIndexOf(' '), 0)) || cut
  return `${whole.replace(/[\s\p{P}]+$/u, '') || cut}…`
}
