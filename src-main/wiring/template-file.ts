import { readFile } from 'node:fs/promises'
import { CommandError } from '#shared/result'
import { type TemplateDetail, TemplateFile } from '#shared/template-view'

/** A template of this size is none. */
const mostBytes = 8 * 1024 * 1024

/** The version that is shown, as a file. The provider is left out: its id is one of this computer. */
export function templateText({ name, body }: Pick<TemplateDetail, 'name' | 'body'>): string {
  const { providerId: _, ...parameters } = body.parameters
  const file: TemplateFile = { kind: 'trilane-template', format: 1, name, body: { ...body, parameters } }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** @throws CommandError 'bad_file': what is wrong with it */
export async function readTemplateFile(path: string): Promise<Pick<TemplateFile, 'name' | 'body'>> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError('bad_file', `${path} cannot be read: ${error.message}`)
  })
  return parseTemplateFile(bytes.length > mostBytes ? '' : bytes.toString('utf8'), path)
}

/** @throws CommandError 'bad_file' */
export function parseTemplateFile(text: string, path = 'The file'): Pick<TemplateFile, 'name' | 'body'> {
  const read = TemplateFile.safeParse(parsed(text))
  if (!read.success) {
    const [issue] = read.error.issues
    const where = issue && issue.path.length > 0 ? ` (${issue.path.join('.')}: ${issue.message})` : ''
    throw new CommandError('bad_file', `${path} is no template of Trilane${where}. Nothing was saved.`)
  }
  const { name, body } = read.data
  const { providerId: _, ...parameters } = body.parameters
  return { name, body: { ...body, parameters } }
}

/** Whether a text says of itself that it is a template as a file, and no prompt that only begins with a brace. */
export function isTemplateFile(text: string): boolean {
  const value = parsed(text)
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'trilane-template'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return null
  }
}
