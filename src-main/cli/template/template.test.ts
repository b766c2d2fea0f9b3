import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultOptions } from '#shared/provider'
import type { BatchId } from '#shared/task'
import { TemplateBody } from '#shared/template-body'
import { openStore } from '#store/store'
import { parseRun } from '../args'
import { tempRun } from '../temp-run'
import { parseTemplate } from './args'
import { parseTemplateRef } from './option'
import { templateProvider } from './run-provider'
import { templateCommand } from './template'

function setup() {
  const trilane = tempRun(['id,question,lang', 'a,Why?,en', 'b,,en', 'c,How?,de'], 'rows.csv')
  const at = (name: string) => join(trilane.dataDir, name)
  const file = (name: string, text: string) => {
    writeFileSync(at(name), text)
    return at(name)
  }
  return {
    ...{ ...trilane, at, file },
    async template(...words: string[]) {
      const [said, printed]: [string[], string[]] = [[], []]
      const voice = { say: (line: string) => said.push(line), print: (line: string) => printed.push(line) }
      await templateCommand([...words, '--data-dir', trilane.dataDir], {}, voice, undefined, () =>
        Date.UTC(2026, 10, 26),
      )
      return { said: said.join('\n'), printed: printed.join('\n') }
    },
    tasks: () =>
      trilane.look((store) => {
        const [batch] = store.batches.newest(1)
        const ids = batch
          ? store.views.list({ batchId: batch.id, tab: 'all', group: null, filter: { text: '' } }, 0, 50).order
          : []
        return ids.map((id) => store.task(id)).toSorted((a, b) => (a?.position ?? 0) - (b?.position ?? 0))
      }),
  }
}

test('a template is named with its version or without', () => {
  expect(parseTemplateRef('Ask')).toEqual({ name: 'Ask', version: undefined })
  expect(parseTemplateRef(' Ask me@now@12 ')).toEqual({ name: 'Ask me@now', version: 12 })
  expect(parseTemplateRef('me@home')).toEqual({ name: 'me@home', version: undefined })
})

test.each([
  [['fold'], 'template takes list, show, save, archive, export, and not fold.'],
  [['show'], 'template show takes the name of a template.'],
  [['save', 'x'], 'template save takes a name and a file.'],
  [['list', '--undo'], '--undo does not go with template list.'],
])('%j is wrong, and how is told', (words, message) => {
  expect(() => parseTemplate(words)).toThrow(message)
})

test('what is saved is listed and shown, a change is a new version, and the same again is none', async () => {
  const { template, file } = setup()
  const first = file('ask.txt', '{{question}}\n')
  const system = file('system.txt', 'Answer in {{lang}}.\n')
  expect((await template('save', 'Ask', first, '--system', system, '--custom-id', 'id')).said).toBe(
    'Ask was saved as version 1.',
  )
  expect((await template('save', 'ask', first, '--system', system, '--custom-id', 'id')).said).toBe(
    'Ask is the same already.',
  )
  expect((await template('save', 'Ask', file('ask.txt', 'Please: {{question}}'))).said).toBe(
    'Ask was saved as version 2.',
  )
  expect((await template('list')).printed).toBe('Ask@2  changed 2026-11-26')
  expect((await template('show', 'Ask@1')).printed.split('\n')).toEqual([
    ...['Ask@1 of 2026-11-26; the newest is 2', 'The id of a row is in id.'],
    ...['', 'system:', 'Answer in {{lang}}.', '', 'prompt:', '{{question}}'],
  ])
  expect((await template('archive', 'Ask')).said).toContain('put away')
  expect(await template('list')).toMatchObject({
    printed: '',
    said: '1 put away: template list --archived shows it as well.',
  })
  expect((await template('list', '--archived')).printed).toContain('put away 2026-11-26')
  expect((await template('archive', 'Ask', '--undo')).said).toBe('Ask is offered again.')
  await expect(template('show', 'Aks')).rejects.toThrow('There is no template called Aks. There are: Ask.')
})

test('what is exported can be saved under another name, and is the same', async () => {
  const { template, file, at } = setup()
  await template('save', 'Ask', file('ask.txt', '{{question | default "?"}}'), '--custom-id', 'id')
  expect((await template('export', 'Ask', '--out', at('ask.json'))).said).toBe(`Written to ${at('ask.json')}.`)
  await template('save', 'Copy', at('ask.json'))
  const bodyOf = async (name: string) => JSON.parse((await template('show', name, '--json')).printed).body
  expect(await bodyOf('Copy')).toEqual(await bodyOf('Ask'))
})

test('a mistake is told with its line and character, and nothing is saved', async () => {
  const { template, file } = setup()
  await expect(template('save', 'Ask', file('ask.txt', 'First\nSay {{question | tirm}}'))).rejects.toThrow(
    'The prompt, line 2, character 5: There is no filter “tirm”. Did you mean trim? Nothing was saved.',
  )
  await expect(template('save', 'Ask@2', file('ask.txt', 'x'))).rejects.toThrow('names a version')
  expect((await template('list')).printed).toBe('')
})

test('run makes prompts by a template, leaves out rows that lack a value, and goes on with the same batch', async () => {
  const { template, run, file, said, tasks, look } = setup()
  await template('save', 'Ask', file('ask.txt', '{{question}} In {{lang | upper}}.'), '--custom-id', 'id')
  expect(await run(['--template', 'Ask'])).toMatchObject({ succeeded: 2 })
  expect(said).toEqual(['rows.csv:3: the column “question” is blank', 'One row cannot be used.'])
  const shown = (await tasks()).map((task) => [task?.row, task?.variant, task?.customId, task?.title])
  expect(shown).toEqual([
    [1, 1, 'a', 'Why? In EN.'],
    [2, 1, 'c', 'How? In DE.'],
  ])
  await run(['--template', 'Ask@1', '--lane', 'heavy'])
  expect(said.join()).toContain('2 of 2 succeeded. Going on.')
  expect(await look((store) => store.batches.newest(9).length)).toBe(1)
  await template('save', 'Ask', file('ask.txt', '{{question}}'))
  expect(await run(['--template', 'Ask'])).toMatchObject({ succeeded: 2 }) // another version is another batch
  expect(await look((store) => store.batches.newest(9).length)).toBe(2)
})

test('a run asks where its template says, unless the command line says otherwise, and writes the table that the name of the file tells', async () => {
  const { template, run, look, tasks, at, dataDir } = setup()
  await template('list') // makes the data folder
  const store = openStore(dataDir)
  const parameters = { providerId: 'practice', model: 'practice-reasoner' }
  const save = (name: string, of: object) =>
    store.write(() =>
      store.templates.save(
        { name, body: TemplateBody.parse({ prompt: '{{question | default "?"}}', parameters: of }) },
        1,
      ),
    )
  await save('Think', parameters)
  await save('Lost', { providerId: 'gone', model: 'm' })
  await save('Keyed', { providerId: 'mine', model: 'm' })
  const settings = {
    protocol: 'openai-chat',
    preset: 'custom',
    name: 'Mine',
    baseUrl: 'http://127.0.0.1:9/v1',
    defaultModel: 'd',
  } as const
  await store.write(() => store.providers.save({ id: 'mine', ...settings, options: defaultOptions }, 1))
  store.close()
  const models = async () => new Set((await tasks()).map((task) => task?.model))
  await run(['--template', 'Think', '--out', at('out.csv')])
  expect(await models()).toEqual(new Set(['practice-reasoner']))
  expect(readFileSync(at('out.csv'), 'utf8').split('\n')[0]).toBe(
    'id,question,lang,variant,result,state,error_code,error_message',
  )
  await run(['--template', 'Think', '--model', 'practice-mini'])
  expect(await models()).toEqual(new Set(['practice-mini']))
  await expect(run(['--template', 'Lost'])).rejects.toThrow('names the provider gone, which is not in this data folder')
  await expect(run(['--template', 'Think', '--template', 'Lost'])).rejects.toThrow('several providers')
  expect(await run(['--template', 'Lost', '--provider', 'practice'])).toMatchObject({ succeeded: 3 })
  const known = { isAsked: false, template: [{ name: 'Keyed', version: undefined }] }
  const found = await look((own) => templateProvider(known, own, false)?.baseUrl)
  expect(found).toBe('http://127.0.0.1:9/v1')
})

test('several templates are one batch to compare, with each row under each of them', async () => {
  const { template, run, file, tasks, look } = setup()
  await template('save', 'Ask', file('a.txt', '{{question | default "?"}}'))
  await template('save', 'Beg', file('b.txt', 'Please: {{question | default "?"}}'))
  expect(await run(['--template', 'Ask', '--template', 'Beg', '--lane', 'heavy'])).toMatchObject({ succeeded: 6 })
  expect((await tasks()).map((task) => [task?.row, task?.variant, task?.lane, task?.title]).slice(0, 4)).toEqual([
    [1, 1, 'heavy', 'Why?'],
    [1, 2, 'heavy', 'Please: Why?'],
    [2, 1, 'heavy', '?'],
    [2, 2, 'heavy', 'Please: ?'],
  ])
  const names = await look((store) => store.variants.list(1 as BatchId).map(({ name }) => name))
  expect(names).toEqual(['Ask @1, practice-mini', 'Beg @1, practice-mini'])
})

test('a template that names no column of the files queues nothing, and says which was meant', async () => {
  const { template, run, file, look } = setup()
  await template('save', 'Ask', file('ask.txt', '{{questoin | default "?"}} x'))
  await expect(run(['--template', 'Ask'])).rejects.toThrow('There is no column “questoin”. Did you mean “question”?')
  await expect(run(['--template', 'Other'])).rejects.toThrow('There is no template called Other. There are: Ask.')
  expect(await look((store) => store.batches.newest(9))).toEqual([])
})

test('prompt columns and templates exclude each other', () => {
  expect(() => parseRun(['run', 'a.csv', '--template', 'Ask', '--prompt-column', 'x'])).toThrow(
    '--prompt-column does not go with --template',
  )
})
