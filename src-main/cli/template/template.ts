import { readFile } from 'node:fs/promises'
import { writeFileWhole } from '#io/write-file'
import { rowRenderer } from '#shared/render-row'
import { CommandError } from '#shared/result'
import { type BodyProblem, TemplateBody, textsOf } from '#shared/template-body'
import { type TemplateDetail, TemplateName, type TemplateView } from '#shared/template-view'
import { openStore, type Store } from '#store/store'
import { isTemplateFile, parseTemplateFile, templateText } from '../../wiring/template-file'
import { UsageError } from '../args'
import { defaultDataDir } from '../data-dir'
import { parseTemplate, type TemplateCommand } from './args'
import { findTemplate } from './option'

type Voice = { readonly say: (line: string) => void; readonly print: (line: string) => void }

/** `trilane template`. @returns the exit code. @throws UsageError, CommandError */
export async function templateCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  voice: Voice,
  _stop?: AbortSignal,
  now: () => number = Date.now,
): Promise<0> {
  const command = parseTemplate(words)
  const body = command.kind === 'save' ? await bodyOf(command) : null
  const store = openStore(command.options['data-dir'] ?? defaultDataDir(env))
  try {
    await carryOut(command, body, store, voice, now)
    return 0
  } finally {
    store.close()
  }
}

async function carryOut(
  { kind, ref, options }: TemplateCommand,
  body: TemplateBody | null,
  store: Store,
  { say, print }: Voice,
  now: () => number,
): Promise<void> {
  const { templates } = store
  switch (kind) {
    case 'list': {
      const all = templates.list(options.archived)
      if (options.json) return print(JSON.stringify(all))
      const away = options.archived ? 0 : templates.list(true).length - all.length
      if (all.length === 0 && away === 0) say('No template is saved.')
      if (away > 0) say(`${away} put away: template list --archived shows ${away === 1 ? 'it' : 'them'} as well.`)
      for (const each of all) print(listWords(each))
      return
    }
    case 'show': {
      const found = findTemplate(store, ref)
      for (const line of options.json ? [JSON.stringify(found, null, 2)] : showWords(found)) print(line)
      return
    }
    case 'save': {
      const name = TemplateName.safeParse(ref.version === undefined ? ref.name : `${ref.name}@${ref.version}`)
      if (!name.success || !body) throw new UsageError(`The name ${name.error?.issues[0]?.message ?? 'is missing'}.`)
      const known = templates.list().find((each) => each.name.toLowerCase() === name.data.toLowerCase())
      const saved = await store.write(() =>
        templates.save({ id: known?.id, name: known?.name ?? name.data, body }, now()),
      )
      const isSame = known?.version === saved.version
      say(isSame ? `${saved.name} is the same already.` : `${saved.name} was saved as version ${saved.version}.`)
      if (options.json) print(JSON.stringify(saved))
      return
    }
    case 'archive': {
      const { id, name } = findTemplate(store, { ...ref, version: undefined })
      const changed = await store.write(() => templates.archive(id, options.undo ? null : now()))
      say(
        options.undo ? `${name} is offered again.` : `${name} was put away. Its versions stay; --undo offers it again.`,
      )
      if (options.json) print(JSON.stringify(changed))
      return
    }
    case 'export': {
      const text = templateText(findTemplate(store, ref))
      if (options.out === undefined) return print(text.trimEnd())
      await writeFileWhole(options.out, [text], 'template')
      say(`Written to ${options.out}.`)
      if (options.json) print(JSON.stringify({ file: options.out }))
    }
  }
}

/** What a file holds: a template as `export` writes it, or the text of a prompt. */
async function bodyOf({ file, options }: TemplateCommand): Promise<TemplateBody> {
  const text = await textOfFile(file)
  const exported = isTemplateFile(text) ? parseTemplateFile(text, file) : null
  const given = exported?.body ?? { prompt: text.trimEnd() }
  const read = TemplateBody.safeParse({
    ...given,
    ...(options.system === undefined ? {} : { system: (await textOfFile(options.system)).trimEnd() }),
    ...(options['custom-id'] === undefined ? {} : { customId: options['custom-id'] }),
  })
  if (!read.success) {
    const [issue] = read.error.issues
    throw new CommandError(
      'bad_file',
      `${file} is no template (${issue?.path.join('.')}: ${issue?.message}). Nothing was saved.`,
    )
  }
  const [wrong] = rowRenderer(read.data).problems
  if (wrong) throw new CommandError('bad_file', `${placeWords(read.data, wrong)}: ${wrong.message} Nothing was saved.`)
  return read.data
}

async function textOfFile(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    throw new CommandError(
      'bad_file',
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function placeWords(body: TemplateBody, { field, from }: BodyProblem): string {
  const before =
    textsOf(body)
      .find((each) => each.field === field)
      ?.text.slice(0, from) ?? ''
  const lines = before.split('\n')
  return `The ${field}, line ${lines.length}, character ${(lines.at(-1)?.length ?? 0) + 1}`
}

const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10)

const listWords = ({ name, version, changedAt, archivedAt }: TemplateView) =>
  `${name}@${version}  changed ${dateOf(changedAt)}${archivedAt === null ? '' : `, put away ${dateOf(archivedAt)}`}`

function showWords({ name, shown, version, createdAt, versions, body }: TemplateDetail): string[] {
  const { parameters, missing, customId, images } = body
  const at = versions.find((each) => each.version === shown)?.createdAt ?? createdAt
  const about = [
    `${name}@${shown} of ${dateOf(at)}${shown === version ? '' : `; the newest is ${version}`}`,
    ...(customId === undefined ? [] : [`The id of a row is in ${customId}.`]),
    ...(images.length === 0 ? [] : [`Images are in ${images.join(', ')}.`]),
    ...(missing.kind === 'refuse'
      ? []
      : [
          missing.kind === 'empty'
            ? 'Missing values are sent as nothing.'
            : `Missing values are sent as “${missing.text}”.`,
        ]),
    ...(Object.keys(parameters).length === 0 ? [] : [`Parameters: ${JSON.stringify(parameters)}`]),
  ]
  return [...about, ...textsOf(body).flatMap(({ field, text }) => ['', `${field}:`, text])]
}
