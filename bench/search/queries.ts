import type { BatchId } from '#shared/task'
import type { Filter, Tab } from '#shared/view'
import type { Page } from '#store/search/client'

export type Asking = Partial<Filter> & { readonly tab?: Tab; readonly batchId?: number; readonly start?: number }
export type Kinds = Readonly<Record<string, (n: number) => Asking>>

export const page = ({ tab = 'all', batchId, start = 0, ...filter }: Asking): Page => ({
  query: { batchId: (batchId ?? null) as BatchId | null, tab, group: null, filter: { text: '', ...filter } },
  start,
  end: start + 100,
})

/** What a person may ask for, by theme: each kind asks for something else each time, so that no answer is at hand already. */
export function queries(words: readonly string[], tasks: number): Kinds {
  const nth = (rank: number, step: number) => (n: number) => words[rank + n * step] ?? ''
  const [top, common, mid, rare] = [nth(1, 1), nth(150, 3), nth(3_000, 20), nth(30_000, 150)]
  const each = <T>(values: readonly [T, ...T[]], n: number): T => values[n % values.length] ?? values[0]
  const large = (n: number) => 1 + (n % 10)
  const texts: Kinds = {
    'a word of every prompt': (n) => ({ text: each(['sentiment ', 'customer ', 'review ', 'classify '], n) }),
    'a word of every result': (n) => ({ text: `verdict ${n % 2 ? '' : top(n)} ` }),
    'one of the commonest words': (n) => ({ text: `${top(n)} ` }),
    'a common word': (n) => ({ text: `${common(n)} ` }),
    'a middling word': (n) => ({ text: `${mid(n)} ` }),
    'a rare word': (n) => ({ text: `${rare(n)} ` }),
    'a word of one task': (n) => ({ text: `needle${(n % 50) * 20_000} ` }),
    'a word of none': (n) => ({ text: `nowhere${n} ` }),
    'two words': (n) => ({ text: `${top(n)} ${common(n)} ` }),
    'four words': (n) => ({ text: `customer ${top(n)} ${common(n)} ${mid(n)} ` }),
    'a phrase': (n) => ({ text: `"this customer review" ${common(n)} ` }),
    'a phrase of every prompt': (n) => ({ text: `"the sentiment of this" ${n % 2 ? 'review ' : ''}` }),
    'while typing, 3 letters': (n) => ({ text: mid(n).slice(0, 3) }),
    'while typing, 5 letters': (n) => ({ text: mid(n).slice(0, 5) }),
    'while typing, a word of every prompt': (n) => ({ text: each(['senti', 'custom', 'revie', 'class'], n) }),
    'part of a Japanese word': (n) => ({ text: each(['東京', '大阪', '北京', '京', '住んで'], n) }),
    'the last hundred that is shown': (n) => ({ text: `${top(n)} `, start: 4_900 }),
  }
  const filterWords: Kinds = {
    'lane:heavy, tab All': () => ({ lane: 'heavy' }),
    'lane:, tab Done': (n) => ({ lane: each(['heavy', 'fast'] as const, n), tab: 'done' }),
    'model:mini of 7 gates, tab All': (n) => ({ model: each(['mini', 'mini-', 'MINI'], n) }),
    'model: of one gate': (n) => ({ model: `mini-${1 + (n % 7)}` }),
    'model: of all gates but one': (n) => ({ model: each(['mi', 'max', 'ma', 'x'], n) }),
    'status:': (n) => ({ status: 500 + (n % 4) }),
    'status: that none has': (n) => ({ status: 404 + n }),
    'state:done': () => ({ state: 'succeeded' }),
    'state:dead': () => ({ state: 'dead' }),
    'state:queued': () => ({ state: 'queued' }),
    'state:backing-off': () => ({ state: 'backing_off' }),
    'state:running, of which there is none': () => ({ state: 'running' }),
    'batch:nightly, 60 small batches': (n) => ({ batch: each(['nightly', 'Nightly', 'night'], n) }),
    'batch: one large': (n) => ({ batch: `batch ${large(n)}` }),
    'row: one': (n) => ({ row: { from: n + 1, to: n + 1 } }),
    'row: 31 in 70 batches': (n) => ({ row: { from: 10 + n, to: 40 + n } }),
    'row: 1,000 in 70 batches': (n) => ({ row: { from: 1 + n, to: 1_000 + n } }),
    'row: nearly all': (n) => ({ row: { from: 1 + n, to: tasks } }),
    'tokens>': (n) => ({ tokensOver: 200 + n * 60 }),
    'tokens> of nearly all': (n) => ({ tokensOver: n }),
    'tokens> of none': (n) => ({ tokensOver: 1_000_000 + n }),
    'is:suspect': () => ({ suspect: true }),
  }
  const together: Kinds = {
    'tab Done, a common word': (n) => ({ text: `${common(n)} `, tab: 'done' }),
    'tab Dead, a word of every prompt': (n) => ({ text: `review ${n % 2 ? '' : 'customer '}`, tab: 'dead' }),
    'tab Dead, lane:heavy, a common word': (n) => ({ text: `${common(n)} `, tab: 'dead', lane: 'heavy' }),
    'tab Ready, one of the commonest words': (n) => ({ text: `${top(n)} `, tab: 'ready' }),
    'one batch, one of the commonest words': (n) => ({ text: `${top(n)} `, batchId: large(n) }),
    'lane:heavy model:mini': (n) => ({ lane: 'heavy', model: each(['mini', 'max'], n) }),
    'model: state:dead': (n) => ({ model: each(['max', 'mini'], n), state: 'dead' }),
    'lane:heavy status:': (n) => ({ lane: 'heavy', status: 500 + (n % 4) }),
    'tokens> and a common word': (n) => ({ text: `${top(n)} `, tokensOver: 500 + n * 50 }),
    'batch:nightly lane:heavy': () => ({ batch: 'nightly', lane: 'heavy' }),
    'batch:nightly and a word of every prompt': (n) => ({ batch: 'nightly', text: each(['review ', 'customer '], n) }),
    'batch: one large status:': (n) => ({ batch: `batch ${large(n)}`, status: 500 + (n % 4) }),
    'row: 31 lane:heavy': (n) => ({ row: { from: 10 + n, to: 40 + n }, lane: 'heavy' }),
    'row: 31 and a word of every prompt': (n) => ({ row: { from: 10 + n, to: 40 + n }, text: 'review ' }),
    'row: 1,000 status:': (n) => ({ row: { from: 1 + n, to: 1_000 + n }, status: 500 + (n % 4) }),
    'row: 1,000 and a middling word': (n) => ({ row: { from: 1 + n, to: 1_000 + n }, text: `${mid(n)} ` }),
    'is:suspect and a word of every prompt': (n) => ({ suspect: true, text: each(['review ', 'customer '], n) }),
    'state:backing-off while typing': (n) => ({ state: 'backing_off', text: each(['senti', 'custom', 'revie'], n) }),
  }
  return { ...texts, ...filterWords, ...together }
}
