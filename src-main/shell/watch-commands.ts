import { basename } from 'node:path'
import type { EventOf, Handlers, Notice, WindowId } from '#shared/contract'
import type { Store } from '#store/store'
import type { Told } from '../wiring/watch/eye'
import type { Watching } from '../wiring/watch/watching'
import { createCoalescer } from './native/coalesce'

type Names =
  | 'listWatches'
  | 'pickWatchFolder'
  | 'surveyFolder'
  | 'saveWatch'
  | 'pauseWatch'
  | 'setWatchDayBudget'
  | 'removeWatch'
  | 'retryWatchFile'
  | 'lookAtWatch'
  | 'showWatchFile'
type Parts = {
  readonly watching: Watching
  /** Asks for a folder; null when the person closed the dialog. */
  readonly pickFolder: (window: WindowId) => Promise<string | null>
  /** Shows a file in the system's file manager. */
  readonly show: (path: string) => void
}

/** What a person does with folders that are watched. */
export function watchFolderCommands({ watching, pickFolder, show }: Parts): Pick<Handlers, Names> {
  return {
    listWatches: async () => watching.list(),
    async pickWatchFolder(_request, window) {
      const folder = await pickFolder(window)
      return folder === null ? null : { folder }
    },
    surveyFolder: ({ folder, subfolders }) => watching.survey(folder, subfolders),
    saveWatch: (input) => watching.save(input),
    pauseWatch: ({ id, paused }) => watching.setPaused(id, paused),
    setWatchDayBudget: ({ id, budget }) => watching.setDayBudget(id, budget),
    async removeWatch({ id }) {
      await watching.remove(id)
      return {}
    },
    retryWatchFile: ({ id, as }) => watching.retry(id, as),
    lookAtWatch: async ({ id }) => watching.lookNow(id),
    async showWatchFile({ id, what }) {
      show(watching.pathOf(id, what))
      return {}
    },
  }
}

/** Between two tellings: while files are at work something changes with every answer. */
const tellMs = 500

/** Tells windows how all watches stand, once something about them changed. `dirty` says that it may have. Call `stop` to end it. */
export function tellWatches(
  { onNews, failed }: Pick<Store, 'onNews' | 'failed'>,
  watching: Pick<Watching, 'list'>,
  tell: (all: EventOf<'watches'>) => void,
) {
  let timer: NodeJS.Timeout | null = null
  let last = ''
  function look() {
    timer = null
    try {
      const all = watching.list()
      const text = JSON.stringify(all)
      if (text === last) return
      last = text
      tell(all)
    } catch (error) {
      failed(error)
    }
  }
  const dirty = () => {
    timer ??= setTimeout(look, tellMs)
  }
  const stopListening = onNews(dirty)
  return {
    dirty,
    stop() {
      stopListening()
      if (timer) clearTimeout(timer)
    },
  }
}

/** What watches did that a person should know of at once: files that were not sent together, at most once a minute for each folder. */
export function createWatchNotices({
  now,
  say,
}: {
  readonly now: () => number
  readonly say: (notice: Notice) => void
}) {
  const refused = createCoalescer<string>({
    now,
    tell(folder, reasons) {
      const [first = '', ...more] = reasons
      const title = more.length === 0 ? 'A file was not sent' : `${reasons.length} files were not sent`
      const rest = more.length === 0 ? '' : ' The others stand under Watch folders.'
      say({ kind: 'error', title: `${title} (${basename(folder)})`, detail: `${first}${rest}` })
      return true
    },
  })
  return (told: Told): void => {
    const { folder } = told.watch
    if (told.kind === 'paused')
      say({ kind: 'error', title: `${basename(folder)} is not watched for now`, detail: told.words })
    if (told.kind === 'trouble')
      say({ kind: 'error', title: `Nothing is taken from ${basename(folder)}`, detail: told.words })
    if (told.kind === 'failed') refused.add(folder, told.file.reason ?? '')
  }
}
