import type { DataKeeping, DataSize, PurgePlan } from '#shared/retention'
import type { SetAside } from '#shared/startup'
import { counted, formatMoment } from '../../format'
import { formatBytes } from '../import/format-bytes'

export const keepChoices = ['for-ever', '1', '7', '30', '90', '365'] as const
export type KeepChoice = string

/** A number of days as a choice, and back. */
export const choiceOf = (days: number | null): KeepChoice => (days === null ? 'for-ever' : String(days))
export const daysOf = (choice: KeepChoice): number | null => (choice === 'for-ever' ? null : Number(choice))

/** The usual choices, and the one that holds when it is another. */
export function keepOptions(days: number | null): { value: KeepChoice; label: string }[] {
  const choices: readonly KeepChoice[] = [...keepChoices]
  const all = choices.includes(choiceOf(days)) ? choices : [...choices, choiceOf(days)]
  return all.map((value) => ({ value, label: value === 'for-ever' ? 'For ever' : counted(Number(value), 'day') }))
}

/** '2.1 GB: 1.2 GB database, 300 MB search index, 600 MB in 6 backups' */
export function sizeWords({
  database,
  rawAnswers,
  search,
  backups,
  backupCount,
  setAside,
  setAsideCount,
}: DataSize): string {
  const raw = rawAnswers > 0 ? ` (${formatBytes(rawAnswers)} of it raw answers)` : ''
  const parts = [`${formatBytes(database)} database${raw}`]
  if (search > 0) parts.push(`${formatBytes(search)} search index`)
  if (backupCount > 0) parts.push(`${formatBytes(backups)} in ${counted(backupCount, 'backup')}`)
  if (setAsideCount > 0) parts.push(`${formatBytes(setAside)} set aside`)
  return `${formatBytes(database + search + backups + setAside)}: ${parts.join(', ')}`
}

/** What a purge would do now; '' when it would do nothing. */
export function planWords({ tasks, texts }: PurgePlan): string {
  if (tasks === 0 && texts === 0) return ''
  if (texts === 0) return counted(tasks, 'task')
  const blanked = `the texts of ${counted(texts, 'task')}`
  return tasks === 0 ? blanked : `${counted(tasks, 'task')} and ${blanked}`
}

/** That copies of the data still have what is removed. */
export function copyWords({ backupCount, setAsideCount }: DataSize): string {
  const words: string[] = []
  if (backupCount > 0) {
    const they = backupCount === 1 ? '1 backup still has' : `${counted(backupCount, 'backup')} still have`
    words.push(`${they} what was there when they were made, until newer ones take their place or you delete them.`)
  }
  if (setAsideCount > 0) {
    const they = setAsideCount === 1 ? '1 older copy' : `${setAsideCount} older copies`
    words.push(
      `What a restore or a repair set aside is kept whole until you delete it below: ${they} of all your data.`,
    )
  }
  return words.join(' ') || 'There are no backups or older copies that would still have them.'
}

/** Why a set of the data was moved aside. */
export const asideWords: Record<SetAside['because'], string> = {
  'before-restore': 'as it was before a backup was put back',
  damaged: 'that could not be opened',
}

/** What the last purge did, and whether traces are left. */
export function lastWords({ last, untidySince }: DataKeeping): string {
  if (untidySince !== null)
    return 'Traces of what was removed are left in the file until it is rewritten, which happens when nothing runs.'
  if (!last || (last.tasks === 0 && last.texts === 0)) return ''
  return `Last on ${formatMoment(last.at)}: ${planWords(last)} removed.`
}
