import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { commands, type Notice } from '#shared/contract'
import { eventually } from '#shared/eventually'
import { WatchFileId } from '#shared/watch'
import { tempWatch } from '../wiring/watch/temp-watch'
import { gatherMs } from './native/coalesce'
import { createWatchNotices, tellWatches, watchFolderCommands } from './watch-commands'

test('every answer fits the contract, windows hear of each change once, and only what is listed can be shown', async () => {
  const world = await tempWatch()
  const shown: string[] = []
  const handlers = watchFolderCommands({
    watching: world.watching,
    pickFolder: async () => world.folder,
    show: (path) => void shown.push(path),
  })
  const heard: string[] = []
  const news = tellWatches(world.store, world.watching, (all) => heard.push(all.map(({ state }) => state).join()))
  onTestFinished(news.stop)
  const hears = (count: number) => eventually(() => expect(heard).toHaveLength(count))

  const picked = commands.pickWatchFolder.response.parse(await handlers.pickWatchFolder({}, 1))
  world.write('a.csv', 'q\none\n')
  const survey = await handlers.surveyFolder({ folder: picked?.folder ?? '', subfolders: false }, 1)
  expect(commands.surveyFolder.response.parse(survey)).toMatchObject({ files: 1, first: ['a.csv'] })
  const asked = { folder: world.folder, options: { template: { id: world.template.id } }, existing: 'take' }
  const saved = commands.saveWatch.response.parse(await handlers.saveWatch(commands.saveWatch.request.parse(asked), 1))
  await hears(1)
  await world.pass(6_000)
  await hears(2)
  const [listed] = commands.listWatches.response.parse(await handlers.listWatches({}, 1))
  expect(listed).toMatchObject({ templateName: 'Ask', templateNewest: 1, files: [{ path: 'a.csv', state: 'taken' }] })
  const id = listed?.files[0]?.id ?? WatchFileId.parse(99)
  await handlers.showWatchFile({ id, what: 'file' }, 1)
  await handlers.showWatchFile({ id, what: 'results' }, 1)
  expect(shown).toEqual([join(world.folder, 'a.csv'), join(world.folder, 'a.results.csv')])
  await expect(handlers.showWatchFile({ id: WatchFileId.parse(99), what: 'file' }, 1)).rejects.toThrow(
    'not in the list',
  )
  await expect(handlers.retryWatchFile({ id, as: 'again' }, 1)).rejects.toThrow('was sent')
  expect(commands.pauseWatch.response.parse(await handlers.pauseWatch({ id: saved.id, paused: true }, 1)).state).toBe(
    'paused',
  )
  await hears(3)
  await handlers.removeWatch({ id: saved.id }, 1)
  await hears(4)
  expect(heard.at(-1)).toBe('')
  await expect(handlers.lookAtWatch({ id: saved.id }, 1)).rejects.toThrow('not watched any more')
})

test('files that were not sent are told of together, and a folder that pauses itself at once', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const said: Notice[] = []
  const tell = createWatchNotices({ now: Date.now, say: (notice) => void said.push(notice) })
  const watch = { folder: '/home/me/in' } as Parameters<typeof tell>[0]['watch']
  const failed = (reason: string) => ({ kind: 'failed' as const, watch, file: { reason } as never })
  tell(failed('a.csv has no column q.'))
  tell(failed('b.csv has no column q.'))
  tell({ kind: 'paused', watch, words: 'The last 3 files came to nothing.' })
  expect(said.map(({ title }) => title)).toEqual(['in is not watched for now'])
  vi.advanceTimersByTime(gatherMs)
  expect(said[1]).toMatchObject({ title: '2 files were not sent (in)', detail: expect.stringContaining('a.csv') })
})
