import type { DamageSurvey, StartupProblem } from '#shared/startup'
import { counted } from '../../format'

type Words = {
  readonly title: string
  readonly what: string // what happened, what was kept, what to do
  /** Whether a backup or an empty start may take the place of what is there. */
  readonly replaceable: boolean
}

const words: Record<StartupProblem['kind'], Words> = {
  damaged: {
    title: 'The database is damaged',
    what: 'Nothing runs, and nothing has been moved or changed. Whatever you choose, the damaged files are kept in a folder beside the new ones.',
    replaceable: true,
  },
  not_sqlite: {
    title: 'This is not a database',
    what: 'Some other file lies where Trilane keeps its data. It was left as it is. Move it away and try again, or choose what is to take its place; it is then kept in a folder beside.',
    replaceable: true,
  },
  foreign: {
    title: 'This database belongs to another program',
    what: 'It was left as it is. Move it away and try again, or start Trilane with another data folder.',
    replaceable: false,
  },
  newer: {
    title: 'A newer Trilane wrote this database',
    what: 'It was left as it is: this version would not understand all of it. Update Trilane to open it.',
    replaceable: false,
  },
  not_a_file: {
    title: 'A folder lies where the database should be',
    what: 'It was left as it is. Move it away and try again.',
    replaceable: false,
  },
  read_only: {
    title: 'The data folder cannot be written to',
    what: 'Nothing was changed. Check that the disk is there and that you may write to the folder, then try again.',
    replaceable: false,
  },
  full: {
    title: 'The disk is full',
    what: 'Nothing was changed, and nothing that was saved is lost. Make room on the disk, then try again.',
    replaceable: false,
  },
  in_use: {
    title: 'Another Trilane is using this data',
    what: 'The app and the command line take turns. Nothing was changed. Close the other one, then try again.',
    replaceable: false,
  },
  failing: {
    title: 'The disk did not answer as it should',
    what: 'Nothing was changed. Check the disk, and copy the data folder to another one if you can, then try again.',
    replaceable: false,
  },
}

export const wordsFor = ({ kind }: StartupProblem): Words => words[kind]

/** 14,860 tasks, 11,204 results */
export const holds = ({ tasks, results }: { readonly tasks: number; readonly results: number }): string =>
  `${counted(tasks, 'task')}, ${counted(results, 'result')}`

/** How much could not be read; '' when nothing is known to be missing. */
export function lostWords({ tables }: DamageSurvey['salvage']): string {
  const lost = (name: string) => tables.find(({ table }) => table === name)?.lost ?? 0
  const [tasks, results] = [lost('tasks'), lost('results')]
  if (tasks > 0) return `about ${counted(tasks, 'task')} lost`
  if (results > 0) return `about ${counted(results, 'result')} lost`
  return tables.some((table) => table.lost > 0) ? 'parts of their history lost' : ''
}

/** Which of the two holds more; a backup wins a tie, since all of it was verified together. */
export function betterOf({ backup, salvage }: DamageSurvey): 'restore' | 'salvage' | null {
  if (!backup) return salvage.tasks > 0 ? 'salvage' : null
  return salvage.tasks > backup.tasks || salvage.results > backup.results ? 'salvage' : 'restore'
}
