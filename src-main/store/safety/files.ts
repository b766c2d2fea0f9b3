import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** The database's name in the data folder, and the three files that are one set: moved, quarantined and deleted together. */
export const databaseName = 'trilane.db'
export const setParts = ['', '-wal', '-shm'] as const
export const databaseFile = (dataDir: string) => join(dataDir, databaseName)

/** Those of the set that are there. */
export const setFiles = (file: string) => setParts.map((part) => file + part).filter((path) => existsSync(path))

/** The file's bytes are on the disk when this returns. Never on a file that SQLite has open here: closing it would drop SQLite's locks. */
export function syncFile(file: string) {
  const fd = openSync(file, 'r+')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Names that came, went or changed in the folder are on the disk when this returns. Windows has no such call and needs none. */
export function syncDir(dir: string) {
  if (process.platform === 'win32') return
  const fd = openSync(dir, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Puts a finished file in its place, for good. */
export function place(from: string, to: string) {
  syncFile(from)
  renameSync(from, to)
  syncDir(dirname(to))
}

/** Writes a small file whole or not at all. */
export function writeWhole(file: string, text: string) {
  const next = `${file}.new`
  writeFileSync(next, text, { mode: 0o600 })
  place(next, file)
}

export const ownDir = (dir: string) => void mkdirSync(dir, { recursive: true, mode: 0o700 })

/** A moment as part of a file name: sorts by time, and no system objects to it. */
export const stamp = (at: number) => new Date(at).toISOString().replaceAll(/[:.]/g, '-')

/** The moment of such a name's beginning; NaN for any other. */
export function stampTime(name: string): number {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})-(\d{3})Z/.exec(name)
  return parts ? Date.parse(`${parts[1]}T${parts[2]}:${parts[3]}:${parts[4]}.${parts[5]}Z`) : Number.NaN
}

/** A name in the folder that nothing has yet. */
export function freeName(dir: string, beginning: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? beginning : `${beginning}-${n}`
    if (!existsSync(join(dir, name))) return name
  }
}

/** Whole or half copies of the data that were on their way to somewhere when the app ended: a backup to be put back, what a salvage read. */
export const isUnfinishedCopy = (name: string) =>
  /^trilane\.db\.(restoring|salvaged)(-wal|-shm|-journal)?$|^salvage\.tmp$/.test(name)

/** Deletes what a crash left half-made in the folder. */
export function dropUnfinished(dir: string, isUnfinished: (name: string) => boolean) {
  if (!existsSync(dir)) return
  for (const name of readdirSync(dir)) if (isUnfinished(name)) rmSync(join(dir, name), { recursive: true, force: true })
}
