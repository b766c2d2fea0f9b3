import type { Figures } from './judge'
import type { Need } from './minimum'
import type { Goal } from './verdict'

/** One contender in one scenario: its figures, or why there are none. */
export type Result = { readonly contender: string } & (
  | { readonly note: string; readonly claimed: number; readonly figures: Figures }
  | { readonly notRun: string }
  | { readonly broke: string }
)

export type ScenarioReport = {
  readonly name: string
  readonly what: string
  readonly prompts: number
  readonly need: Need
  /** The least time for all prompts. */
  readonly minimumMs: number
  readonly results: readonly Result[]
  /** For Trilane; none where it did not run. */
  readonly goals: readonly Goal[]
}

export type Report = {
  readonly machine: { readonly cores: number; readonly ramGiB: number; readonly node: string }
  readonly seed: number
  readonly scenarios: readonly ScenarioReport[]
  readonly at: string
}

const columns = ['', 'lost', 'wall', '× minimum', '429s/success', '429s after learning', 'calls/success', 'burst']

/** The report for a person. */
export function table({ machine, seed, scenarios, at }: Report): string {
  const head = `${machine.cores} cores, ${machine.ramGiB} GiB, Node.js ${machine.node}; seed ${seed}; ${at}`
  return [head, ...scenarios.map(block)].join('\n\n')
}

function block({ name, what, prompts, need, minimumMs, results, goals }: ScenarioReport): string {
  const least = `${prompts} prompts need ${need.calls} calls with ${need.tokens.toLocaleString('en')} tokens: ${seconds(minimumMs)} at least`
  const rows = [columns, ...results.flatMap((each) => ('figures' in each ? [row(each.contender, each.figures)] : []))]
  const widths = columns.map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0)))
  const pad = (cell: string, at: number) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))
  return [
    `${name}: ${what}`,
    least,
    ...rows.map((cells) => cells.map(pad).join('  ')),
    ...results.map(remark),
    ...goals.map(({ text, met }) => `${met ? 'met   ' : 'MISSED'}  ${text}`),
  ].join('\n  ')
}

function row(contender: string, figures: Figures): string[] {
  const { lost, wallMs, overMinimum, rateLimitedPerSuccess, rateLimitedLearned, callsPerSuccess, burst } = figures
  return [
    contender,
    String(lost),
    seconds(wallMs),
    overMinimum.toFixed(2),
    rateLimitedPerSuccess.toFixed(3),
    `${(rateLimitedLearned * 100).toFixed(1)} %`,
    callsPerSuccess.toFixed(3),
    String(burst),
  ]
}

function remark(result: Result): string {
  if ('notRun' in result) return `${result.contender}: not run: ${result.notRun}`
  if ('broke' in result) return `${result.contender} BROKE: ${result.broke}`
  const { contender, note, claimed, figures } = result
  const differs =
    claimed === figures.successes ? '' : `; it claims ${claimed} answers, the log has ${figures.successes}`
  return `${contender}: ${note}${differs}`
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
