import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
// biome-ignore lint/style/noRestrictedImports: the model test drives the engine on the real store; this module alone of it knows the store
import { openStore, type Store } from '#store/store'
// biome-ignore lint/style/noRestrictedImports: for tests as this one
import { hollowBallast } from '#store/temp-store'

export { purgeSlices } from '#store/retention/purge-slice'
export type { Store }

export const modelProviders = ['practice', 'other'] as const
const files = ['trilane.db', 'trilane.db-wal']

/** In memory where there is such a disk: the files are real, and syncing them costs nothing. */
const base = () => mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'trilane-model-'))

/** A data folder that was made once and is copied for every run: the migrations of thousands of them would take longer than the runs. */
let template: string | null = null
function templateDir(): string {
  if (template !== null) return template
  template = base()
  const dir = template
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
  hollowBallast(dir)
  const store = openStore(dir)
  store.providers.ensurePractice(0)
  const other = {
    id: 'other',
    protocol: 'openai-chat',
    preset: 'custom',
    name: 'Other',
    baseUrl: 'http://127.0.0.1:9',
  } as const
  store.providers.save({ ...other, defaultModel: 'm1' }, 0)
  store.close()
  return dir
}

/** The data folder of one run, in as many lives as its process has. */
export function modelDisk() {
  const root = base()
  let lives = 0
  let dir = next(templateDir())

  function next(from: string): string {
    const made = join(root, String(lives++))
    mkdirSync(made)
    hollowBallast(made)
    for (const file of files) if (existsSync(join(from, file))) copyFileSync(join(from, file), join(made, file))
    return made
  }

  return {
    open: (): Store => openStore(dir),
    /** What a killed process leaves: the files as they are at this moment. What the old store still writes goes to the old ones. */
    crash() {
      dir = next(dir)
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
export type ModelDisk = ReturnType<typeof modelDisk>

/** `full`: the file may not grow, so every write that needs a page more fails with SQLITE_FULL. `read_only`: every write fails. */
export type DiskTrouble = 'full' | 'read_only'
export function setTrouble({ db }: Store, trouble: DiskTrouble | null) {
  const pages = trouble === 'full' ? Number(db.pragma('page_count', { simple: true })) : 1_073_741_823
  db.pragma(`max_page_count = ${pages}`)
  db.pragma(`query_only = ${trouble === 'read_only' ? 'ON' : 'OFF'}`)
}
