import { nearestNames } from './nearest-name'
import type { Json, JsonObject, LlmRequest, Message } from './request'
import type { Cell, Columns } from './rows'
import { brokenSteps, stepNames } from './steps'
import { type Missing, type Part, parseTemplate, type Slot, slotText, type TemplateProblem } from './template'
import {
  type BodyProblem,
  placeOf,
  requestParameters,
  type TemplateBody,
  type TemplateField,
  textsOf,
} from './template-body'

/** What a row becomes. `steps`: the rows whose results the template uses, by their ids; what a cell holds is never one. */
export type RenderedRow =
  | {
      readonly request: LlmRequest
      readonly model: string | null
      readonly customId: string | null
      readonly steps: readonly string[]
    }
  | { readonly problem: string }

type Field = {
  readonly field: TemplateField
  readonly parts: readonly Part[]
  readonly problems: readonly TemplateProblem[]
}
const stepLike = /\{\{\s*steps\./g
const message = (role: Message['role'], content: Message['content']): Message => ({ role, content })

/** A template made ready for many rows. Nothing that it does throws. */
export function rowRenderer(body: TemplateBody) {
  const fields: Field[] = textsOf(body).map(({ field, text }) => ({ field, ...readField(text) }))
  const literals = fields.map(({ parts }) => parts.filter((part) => typeof part === 'string').join('\n')).join('\n')
  const steps = stepNames({ kind: 'chat', messages: [message('user', literals)] })
  const stepCount = countSteps(literals)
  const problems: BodyProblem[] = fields.flatMap(({ field, problems: each }) => each.map((one) => ({ field, ...one })))
  const parameters = requestParameters(body.parameters)

  const slots: Slot[] = fields.flatMap(({ parts }) => parts.filter((part) => typeof part !== 'string'))
  /** Where it names columns: in its texts, then those of images and ids. */
  const uses: { field: TemplateField; column: string; from: number; to: number }[] = [
    ...fields.flatMap(({ field, parts }) =>
      parts.flatMap((part) =>
        typeof part === 'string' ? [] : [{ field, column: part.column, from: part.from, to: part.to }],
      ),
    ),
    ...body.images.map((column) => ({ field: 'images' as const, column, from: 0, to: 0 })),
    ...(body.customId === undefined ? [] : [{ field: 'customId' as const, column: body.customId, from: 0, to: 0 }]),
  ]

  function textOfField({ parts }: Field, columns: Columns, cells: readonly Cell[]): string | Missing {
    let text = ''
    for (const part of parts) {
      if (typeof part === 'string') text += part
      else {
        const value = slotText(part, cellAt(columns, cells, part.column))
        if (typeof value === 'string') text += value
        else if (body.missing.kind === 'refuse') return value
        else if (body.missing.kind === 'default') text += body.missing.text
      }
    }
    return text
  }

  function made(columns: Columns, cells: readonly Cell[]): RenderedRow {
    const [wrong] = problems
    if (wrong) return { problem: wrong.message }
    const messages: Message[] = []
    let count = 0
    for (const each of fields) {
      const text = textOfField(each, columns, cells)
      if (typeof text !== 'string') return { problem: missingWords(text) }
      const { field } = each
      if (field === 'system') {
        if (text.trim() !== '') messages.push(message('system', text))
      } else if (text.trim() === '') return { problem: field === 'prompt' ? 'the prompt is empty' : emptyTurn(field) }
      else messages.push(message(field.endsWith('.assistant') ? 'assistant' : 'user', text))
      if (stepCount > 0) count += countSteps(text)
    }
    // What is filled in later cannot be told from what only looks like it.
    if (count > stepCount)
      return { problem: 'its cells have “{{steps.” in them, which would be taken for the use of a result' }
    const images: JsonObject[] = []
    for (const column of body.images) {
      const urls = imageUrls(cellAt(columns, cells, column))
      if (urls === null)
        return { problem: `“${column}” is no address of an image: those begin with https:, data: or file:` }
      images.push(...urls.map((url): JsonObject => ({ type: 'image_url', image_url: { url } })))
    }
    const prompt = messages.at(-1)
    if (images.length > 0 && prompt && typeof prompt.content === 'string')
      messages[messages.length - 1] = message('user', [{ type: 'text', text: prompt.content }, ...images])
    const id = body.customId === undefined ? null : cellAt(columns, cells, body.customId)
    return {
      ...{ request: { kind: 'chat', messages, ...parameters }, model: body.parameters.model ?? null, steps },
      customId: typeof id === 'number' || (typeof id === 'string' && id.trim() !== '') ? String(id) : null,
    }
  }

  return {
    /** What is wrong with it whatever the columns are. A template that has any makes no request. */
    problems: problems as readonly BodyProblem[],
    /** The columns that it names, each once. */
    columns: [...new Set(uses.map(({ column }) => column))] as readonly string[],
    /** The ids of rows whose results it uses. */
    steps: steps as readonly string[],
    /** The columns that it names and that are not there, with those that may be meant. */
    unknown: (columns: Columns): BodyProblem[] =>
      uses
        .filter(({ column }) => placeOf(columns, column) === undefined)
        .map(({ column, ...where }) => ({ ...where, message: unknownWords(column, columns) })),
    /** Whether a row has no value where the template uses one: not there at all, or only blank. What it asks for itself is a value. */
    missing(columns: Columns, cells: readonly Cell[]): Missing['kind'] | null {
      let found: Missing['kind'] | null = null
      for (const slot of slots) {
        const value = slotText(slot, cellAt(columns, cells, slot.column))
        if (typeof value === 'string') continue
        if (value.kind === 'absent') return 'absent'
        found = 'blank'
      }
      return found
    },
    render(columns: Columns, cells: readonly Cell[]): RenderedRow {
      try {
        return made(columns, cells)
      } catch (error) {
        // JSON that nests too deeply to be written, or a text longer than there can be.
        if (error instanceof RangeError)
          return { problem: 'its cells nest too deeply, or the prompt would be too long' }
        throw error
      }
    },
  }
}
export type RowRenderer = ReturnType<typeof rowRenderer>

/** The request that a template makes of one row, or why it makes none. */
export const renderRow = (body: TemplateBody, columns: Columns, cells: readonly Cell[]): RenderedRow =>
  rowRenderer(body).render(columns, cells)

function readField(text: string): Pick<Field, 'parts' | 'problems'> {
  const { parts, problems } = parseTemplate(text)
  const [broken] = brokenSteps({ kind: 'chat', messages: [message('user', text)] })
  if (broken === undefined) return { parts, problems }
  const from = text.indexOf(broken)
  const told = 'The result of an earlier row is written {{steps.ID.result}}, with that row’s own id.'
  return { parts, problems: [...problems, { from, to: from + Math.min(broken.length, 60), message: told }] }
}

function cellAt(columns: Columns, cells: readonly Cell[], name: string): Cell {
  const at = placeOf(columns, name)
  return at === undefined ? null : (cells[at] ?? null)
}

const countSteps = (text: string) => text.match(stepLike)?.length ?? 0

const missingWords = ({ column, kind }: Missing) =>
  kind === 'absent' ? `no value in the column “${column}”` : `the column “${column}” is blank`

function emptyTurn(field: TemplateField): string {
  const [, at, who] = field.split('.')
  return `what the ${who} says in example ${Number(at) + 1} is empty`
}

function unknownWords(column: string, columns: Columns): string {
  const near = nearestNames(column, columns).map((name) => `“${name}”`)
  const offer =
    near.length === 0
      ? columns.length === 0
        ? 'The rows have no columns.'
        : `There are: ${columns
            .slice(0, 12)
            .map((name) => `“${name}”`)
            .join(', ')}${columns.length > 12 ? ' and more' : ''}.`
      : `Did you mean ${near.join(' or ')}?`
  return `There is no column “${column}”. ${offer}`
}

/** One address or several, in a list or in a text that is one; null where something else stands there. */
function imageUrls(cell: Cell): string[] | null {
  const value = typeof cell === 'string' ? (cell.trim().startsWith('[') ? parsed(cell) : cell.trim()) : cell
  if (value === null || value === '') return []
  const all: Json[] = Array.isArray(value) ? value : [value]
  const urls = all.flatMap((url) =>
    typeof url === 'string' && /^(https|data|file):/i.test(url.trim()) ? [url.trim()] : [],
  )
  return urls.length === all.length ? urls : null
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
