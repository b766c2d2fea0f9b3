import type { Event } from 'electron'
import { Given, givenBy } from './given'

/** The part of Electron's `app` that is used here. */
type Door = {
  getAppPath(): string
  requestSingleInstanceLock(additionalData: Record<string, unknown>): boolean
  on(event: 'open-file' | 'open-url', listener: (event: Pick<Event, 'preventDefault'>, what: string) => void): unknown
  on(
    event: 'second-instance',
    listener: (event: unknown, argv: string[], folder: string, additionalData: unknown) => void,
  ): unknown
}

/**
 * Takes in what the system hands to the app: files and links of its own command line, of a second start, and of macOS events, which may come
 * before the app is ready. What comes before anyone listens is kept.
 * @returns null when another process of the app runs already: it has been handed all of it.
 */
export function openDoorway(app: Door, argv: readonly string[], folder: string) {
  const own = givenBy(argv, folder, { own: app.getAppPath() })
  let listener: ((given: Given) => void) | null = null
  const waiting: Given[] = isNothing(own) ? [] : [own]
  const take = (given: Given) => (listener ? listener(given) : void waiting.push(given))

  app.on('open-file', (event, path) => {
    event.preventDefault()
    take({ files: [path], links: [] })
  })
  app.on('open-url', (event, url) => {
    event.preventDefault()
    take({ files: [], links: [url] })
  })
  // The second start finds its own files: Chromium puts switches among the words of the command line that it passes on.
  if (!app.requestSingleInstanceLock(own)) return null
  app.on('second-instance', (_event, _argv, _folder, sent) => {
    const given = Given.safeParse(sent)
    take(given.success ? given.data : nothing)
  })
  return {
    /** From now on; what came before comes first. Nothing in it: the app was started once more, and is to show itself. */
    onGiven(next: (given: Given) => void) {
      listener = next
      for (const given of waiting.splice(0)) next(given)
    },
  }
}
export type Doorway = NonNullable<ReturnType<typeof openDoorway>>

const nothing: Given = { files: [], links: [] }
const isNothing = ({ files, links }: Given) => files.length === 0 && links.length === 0
