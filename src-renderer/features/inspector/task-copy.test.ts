import { expect, test } from 'vitest'
import { detailOf } from '../../preview/details'
import { busyTasks } from '../../preview/tasks'
import { taskAsJson, taskAsMarkdown } from './task-copy'

const detail = (id: number) => {
  const task = busyTasks.find((each) => each.id === id)
  if (!task) throw new Error(`no task ${id}`)
  return detailOf(task)
}

test('JSON has the request, the result and every attempt, with times that a program reads', () => {
  const dead = detail(129)
  const read = JSON.parse(taskAsJson(dead))
  expect(read).toMatchObject({ id: 129, state: 'dead', result: null, request: { kind: 'chat' } })
  expect(read.attempts).toHaveLength(dead.attempts.length)
  expect(read.attempts[0].startedAt).toBe(new Date(dead.attempts[0]?.startedAt ?? 0).toISOString())
})

test('Markdown has the prompt, why it stopped, and the attempts as a table', () => {
  const text = taskAsMarkdown(detail(129))
  expect(text).toMatch(/^# /)
  expect(text).toContain('## Prompt')
  expect(text).toContain('## Why it stopped')
  expect(text.match(/^\| \d/gm)).toHaveLength(detail(129).attempts.length)
})

test('nothing in a prompt ends the fence that it stands in', () => {
  const [first] = detail(129).revisions
  const request = { kind: 'embedding' as const, input: 'a\n```\n````\n# not a heading' }
  const text = taskAsMarkdown({
    ...detail(129),
    revisions: [{ ...(first ?? detail(129).revisions[0]), revision: 1, createdAt: 1, request }],
  })
  expect(text).toContain('`````\na\n```\n````\n# not a heading\n`````')
})
