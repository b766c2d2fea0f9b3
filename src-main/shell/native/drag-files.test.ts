import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { mostDragged } from '#shared/desktop'
import type { TaskId } from '#shared/task'
import { tempDesk } from '../temp-desk'
import { workCommands } from '../work-commands'
import { createDragFiles } from './drag-files'
import { tempFolder } from './temp-folder'

async function setup(...prompts: string[]) {
  const desk = await tempDesk()
  const { ids } = await desk.ask(workCommands(desk), 'submitPrompts', { lane: 'fast', prompts })
  for (const prompt of prompts) await desk.answer(prompt)
  const folder = join(tempFolder(), 'dragged')
  return { ...createDragFiles(folder, desk.store.detail), ids, folder }
}
const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

test('tasks become a file of their results, in the order in which they were picked', async () => {
  const { write, ids, folder } = await setup('a', 'b', 'c')
  const [a, b, c] = ids as [TaskId, TaskId, TaskId]
  const file = await write([c, a, b])
  expect(basename(file)).toBe('3-results.jsonl')
  expect(linesOf(file)).toMatchObject([
    { id: c, prompt: 'c', result: 'ok', state: 'succeeded' },
    { id: a, prompt: 'a' },
    { id: b, prompt: 'b' },
  ])
  expect(readdirSync(dirname(file))).toEqual(['3-results.jsonl'])
  if (process.platform !== 'win32') expect(statSync(folder).mode & 0o777).toBe(0o700)
})

test('one task is called by its number, and two drags are two files', async () => {
  const { write, ids } = await setup('a')
  const [first, second] = [await write(ids), await write(ids)]
  expect(basename(first)).toBe(`task-${ids[0]}.jsonl`)
  expect(first).not.toBe(second)
  expect(existsSync(first)).toBe(true) // what it was dropped on may still copy it
})

test('tasks that are gone are left out; of none of them there is no file', async () => {
  const { write, ids } = await setup('a')
  expect(linesOf(await write([...ids, 999 as TaskId]))).toHaveLength(1)
  await expect(write([999 as TaskId])).rejects.toMatchObject({ code: 'not_found' })
})

test('more than a hand waits for are refused, and nothing is written', async () => {
  const { write, folder } = await setup('a')
  const many = Array.from({ length: mostDragged + 1 }, (_, index) => (index + 1) as TaskId)
  await expect(write(many)).rejects.toMatchObject({ code: 'bad_request' })
  expect(existsSync(folder)).toBe(false)
})

test('all of them go when the app ends', async () => {
  const { write, ids, folder, clear } = await setup('a')
  await write(ids)
  clear()
  expect(existsSync(folder)).toBe(false)
  clear()
})
