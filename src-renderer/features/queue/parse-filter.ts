import { LaneName } from '#shared/lane'
import type { Filter } from '#shared/view'

export type ParsedFilter = { readonly filter: Filter; readonly problem: string | null }
const longestText = 200

/** What a person typed: `lane:`, `model:` and `status:` words, and the rest as free text. A word that cannot hold is told, and left out. */
export function parseFilter(typed: string): ParsedFilter {
  const filter: Filter = { text: '' }
  const free: string[] = []
  let problem: string | null = null
  for (const word of typed.trim().split(/\s+/).filter(Boolean)) {
    const [, key = '', value = ''] = /^(lane|model|status):(.*)$/i.exec(word) ?? []
    switch (key.toLowerCase()) {
      case 'lane': {
        const lane = LaneName.safeParse(value.toLowerCase())
        if (lane.success) filter.lane = lane.data
        else if (value !== '') problem = 'lane: is fast or heavy'
        break
      }
      case 'model':
        if (value !== '') filter.model = value.slice(0, longestText)
        break
      case 'status':
        if (/^\d{3}$/.test(value)) filter.status = Number(value)
        else if (value !== '') problem = 'status: is a number such as 429'
        break
      default:
        free.push(word)
    }
  }
  filter.text = free.join(' ').slice(0, longestText)
  return { filter, problem }
}

/** Whether it narrows anything. */
export const isNarrowed = ({ text, lane, model, status }: Filter): boolean =>
  text !== '' || lane !== undefined || model !== undefined || status !== undefined
