import { expect, onTestFinished, test } from 'vitest'
import { TemplateBody } from '#shared/template-body'
import { tempStore } from './temp-store'

const body = (prompt: string) => TemplateBody.parse({ prompt })
function setup() {
  const temp = tempStore()
  onTestFinished(temp.remove)
  const { store } = temp
  const { templates } = store
  type Saved = Parameters<typeof templates.save>[0]
  return {
    ...{ temp, store, templates },
    save: (saved: Saved, now = 1) => store.write(() => templates.save(saved, now)),
  }
}

test('a changed body is a new version, and the old ones stay as they were', async () => {
  const { save, templates, temp } = setup()
  const { id } = await save({ name: 'Ask', body: body('{{a}}') }, 1)
  await save({ id, name: 'Ask', body: body('{{b}}'), seen: 1 }, 2)
  const last = await save({ id, name: 'Ask well', body: body('{{b}}'), seen: 2 }, 3) // the same body: only its name
  expect(last).toMatchObject({ name: 'Ask well', version: 2, shown: 2, createdAt: 1, changedAt: 3 })
  expect(last.versions).toEqual([
    { version: 2, createdAt: 2, batches: 0 },
    { version: 1, createdAt: 1, batches: 0 },
  ])
  expect(templates.list().map(({ name }) => name)).toEqual(['Ask well'])
  const first = temp.reopen().templates.get(id, 1)
  expect([first.shown, first.version, first.body.prompt]).toEqual([1, 2, '{{a}}'])
})

test('what was changed meanwhile is not overwritten, and what is not there is told', async () => {
  const { save, templates } = setup()
  const { id } = await save({ name: 'Ask', body: body('{{a}}') })
  await save({ id, name: 'Ask', body: body('{{b}}'), seen: 1 })
  await expect(save({ id, name: 'Ask', body: body('{{c}}'), seen: 1 })).rejects.toMatchObject({ code: 'stale' })
  expect(templates.get(id).body.prompt).toBe('{{b}}')
  expect(() => templates.get(id, 7)).toThrow('Ask has no version 7. Its newest is 2.')
  await expect(save({ id: 99 as typeof id, name: 'x', body: body('x') })).rejects.toMatchObject({ code: 'not_found' })
})

test('a name is that of one template that is offered, however it is written', async () => {
  const { save, templates, store } = setup()
  const { id } = await save({ name: 'Ask', body: body('{{a}}') })
  await expect(save({ name: 'ASK', body: body('x') })).rejects.toThrow('There is a template called Ask already.')
  expect(templates.freeName('ask')).toBe('ask (2)')
  await store.write(() => templates.archive(id, 5))
  expect([templates.list(), templates.list(true).length]).toEqual([[], 1])
  const second = await save({ name: 'ASK', body: body('x') })
  expect(templates.named('ask')?.id).toBe(second.id)
  await expect(store.write(() => templates.archive(id, null))).rejects.toThrow('already')
  await store.write(() => templates.archive(second.id, 6))
  expect(templates.named('ask')?.id).toBe(second.id) // archived last
  expect(await store.write(() => templates.archive(id, null))).toMatchObject({ archivedAt: null })
  expect(templates.named('ask')?.id).toBe(id)
})
