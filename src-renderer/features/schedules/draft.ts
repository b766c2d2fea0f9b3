import type { Request } from '#shared/contract'
import type { RunWindows } from '#shared/run-window'
import { mostPrompts, type ScheduleInput, type ScheduleView, type TemplatePrompt } from '#shared/schedule'
import { machineZone } from '#shared/zoned-time'
import { type OverrideDraft, overrideDraft, readOverride } from '../providers/override-draft'

/** What is typed about a schedule. */
export type ScheduleDraft = {
  readonly name: string
  readonly cron: string
  readonly timeZone: string
  readonly prompts: string // parted by lines of ---
  readonly system: string // of all prompts; '' where they differ
  readonly lane: ScheduleInput['lane']
  readonly providerId: string // '': the default one
  readonly model: string // '': the provider's default
  readonly priority: number
  readonly reuse: boolean
  readonly policy: OverrideDraft
  readonly windows: RunWindows
  readonly missed: ScheduleInput['missed']
  readonly overlap: ScheduleInput['overlap']
}

export const emptyDraft = (): ScheduleDraft => ({
  ...{ name: '', cron: '0 22 * * *', timeZone: machineZone(), prompts: '', system: '', lane: 'auto' },
  ...{ providerId: '', model: '', priority: 0, reuse: false, missed: 'once', overlap: 'queue' },
  ...{ policy: overrideDraft({}), windows: [] },
})

export function draftOf(schedule: ScheduleView): ScheduleDraft {
  const { name, cron, timeZone, template, lane, providerId, model, priority, options, missed, overlap } = schedule
  return {
    ...{ name, cron, timeZone, lane, priority, missed, overlap },
    ...{ providerId: providerId ?? '', model: model ?? '', reuse: options.reuse },
    ...{ policy: overrideDraft(options.policy), windows: options.windows },
    prompts: template.prompts.map(({ prompt }) => prompt).join('\n---\n'),
    system: commonSystem(template.prompts) ?? '',
  }
}

/** The system message that all prompts have; undefined where they differ. */
function commonSystem(prompts: readonly TemplatePrompt[]): string | undefined {
  const systems = new Set(prompts.map(({ system }) => system ?? ''))
  return systems.size === 1 ? [...systems][0] : undefined
}

/** The prompts of the text, without empty ones. */
export const promptsOf = (text: string): string[] =>
  text
    .split(/^[ \t]*---[ \t]*$/m)
    .map((prompt) => prompt.trim())
    .filter((prompt) => prompt !== '')

export type DraftProblems = { readonly name?: string; readonly prompts?: string }

/** What is missing, and what to do. Of the expression main tells. */
export function problemsOf({ name, prompts }: ScheduleDraft): DraftProblems {
  const count = promptsOf(prompts).length
  return {
    ...(name.trim() === '' ? { name: 'Give it a name: its batches carry it.' } : {}),
    ...(count === 0 ? { prompts: 'Write at least one prompt.' } : {}),
    ...(count > mostPrompts ? { prompts: `These are ${count} prompts; a schedule holds ${mostPrompts} at most.` } : {}),
  }
}

/** The rules that were typed. Those that are as they came need not be read, and may be ones that could not be typed. */
export function rulesOf({ policy }: ScheduleDraft, known: ScheduleView | null): ReturnType<typeof readOverride> {
  const before = known?.options.policy ?? {}
  return isSame(policy, overrideDraft(before)) ? { value: before, problems: {} } : readOverride(policy)
}

/** What is sent. A prompt that stays as it was keeps what the form does not show: its own lane, model and limits. */
export function inputOf(draft: ScheduleDraft, known: ScheduleView | null): Request<'saveSchedule'> {
  const before = new Map(known?.template.prompts.map((prompt) => [prompt.prompt, prompt]))
  const mixed = known !== null && commonSystem(known.template.prompts) === undefined && draft.system === ''
  const system = draft.system.trim()
  const prompts = promptsOf(draft.prompts).map((prompt) => {
    const { system: own, ...kept } = before.get(prompt) ?? { prompt }
    if (mixed) return own === undefined ? kept : { ...kept, system: own }
    return system === '' ? kept : { ...kept, system }
  })
  const { name, cron, timeZone, lane, providerId, model, priority, missed, overlap } = draft
  return {
    ...(known ? { id: known.id } : {}),
    ...{ name: name.trim(), cron, timeZone: timeZone.trim(), lane, priority, missed, overlap },
    template: { kind: 'prompts', prompts },
    providerId: providerId === '' ? null : providerId,
    model: model.trim() === '' ? null : model.trim(),
    options: {
      ...known?.options,
      reuse: draft.reuse,
      windows: draft.windows,
      policy: rulesOf(draft, known).value ?? {},
    },
  }
}

export const isChanged = (a: ScheduleDraft, b: ScheduleDraft): boolean =>
  (Object.keys(a) as (keyof ScheduleDraft)[]).some((field) => !isSame(a[field], b[field]))
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The shapes that most schedules have. */
export const commonRules: readonly { readonly label: string; readonly cron: string }[] = [
  { label: 'Hourly', cron: '0 * * * *' },
  { label: 'Daily at 22:00', cron: '0 22 * * *' },
  { label: 'Weekdays at 09:00', cron: '0 9 * * 1-5' },
  { label: 'Mondays at 07:00', cron: '0 7 * * 1' },
  { label: '1st at 06:00', cron: '0 6 1 * *' },
]

/** Zones to choose from; any other can be typed. */
export const commonZones = (): string[] => [
  ...new Set([
    ...[machineZone(), 'UTC', 'America/New_York', 'America/Los_Angeles', 'Europe/London', 'Europe/Berlin'],
    ...['Asia/Kolkata', 'Asia/Tokyo', 'Australia/Sydney'],
  ]),
]
