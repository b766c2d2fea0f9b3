import type { StorageState, StorageTrouble } from '#shared/storage'
import { counted } from '../../format'

type Trouble = Extract<StorageState, { kind: 'trouble' }>

const titles: Readonly<Record<StorageTrouble['kind'], string>> = {
  full: 'The disk is full.',
  read_only: 'The data folder cannot be written to.',
  damaged: 'The database is damaged.',
  busy: 'Another program holds the database.',
  failing: 'The disk does not do what it is asked to.',
}
const remedies: Readonly<Record<StorageTrouble['kind'], string>> = {
  full: 'Make room on it, and it goes on by itself.',
  read_only: 'Check the disk and its permissions.',
  damaged: 'Start Trilane again: it offers the newest backup.',
  busy: 'Close it if you know it.',
  failing: 'Check the disk.',
}
const until: Readonly<Record<StorageTrouble['kind'], string>> = {
  full: 'kept in memory until there is room',
  read_only: 'kept in memory until then',
  damaged: 'in memory only',
  busy: 'kept in memory until it is free',
  failing: 'kept in memory until then',
}

/** What happened, what was kept and what to do: a title, and two or three short sentences. The whole story is the trouble's own message. */
export function storageWords({ trouble: { kind }, unsaved }: Trouble): { title: string; rest: string } {
  const inMemory = unsaved > 0 ? `${counted(unsaved, 'answer')} ${unsaved === 1 ? 'is' : 'are'} ${until[kind]}.` : ''
  const parts = kind === 'damaged' ? [remedies[kind], inMemory] : ['Nothing is lost.', inMemory, remedies[kind]]
  return { title: titles[kind], rest: parts.filter(Boolean).join(' ') }
}
