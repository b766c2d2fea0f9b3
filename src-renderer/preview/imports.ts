import type { Handlers, Response } from '#shared/contract'
import type { ImportPreview, ReadChoices } from '#shared/import'
import { rowRenderer } from '#shared/render-row'
import { parseTemplate } from '#shared/template'
import { TemplateBody } from '#shared/template-body'
import type { TemplateDetail, TemplateId, TemplatePreview, VariantInput } from '#shared/template-view'
import { now } from './tasks'

/** A spreadsheet of reviews, as main would tell of it. */
const columns = ['id', 'product', 'review_text', 'stars', 'internal_note']
const reviews = [
  [
    'CF-20418',
    'Fjord 14 laptop',
    'Second hinge, same crack, same corner. Support asked for the receipt twice and then for a photo of the box.',
    '2',
    'escalated, see ticket 7731',
  ],
  [
    'CF-20419',
    'Lumen desk lamp',
    'Lovely light, and it remembers the last brightness. The cable could be longer.',
    '4',
    '',
  ],
  [
    'CF-20420',
    'Trail 30 backpack',
    'The strap broke on the second day, and support answered within the hour.',
    '3',
    '',
  ],
  ['CF-20421', 'Fjord 14 laptop', 'Quiet, fast, and the battery lasts a whole day of meetings.', '5', 'may be quoted'],
]
export const feedback: ImportPreview = {
  importId: 'import-3',
  ...{ choices: {}, fixed: 0, duplicates: 17 },
  files: [
    {
      ...{ name: 'customer-feedback.csv', bytes: 2_143_007, format: 'csv', encoding: 'utf-8', encodingGuessed: false },
      ...{ gzip: false, delimiter: ',', header: true, sheets: [], sheet: null },
    },
  ],
  columns: columns.map((name, at) => ({ name, first: reviews[0]?.[at] ?? '' })),
  ...{ promptColumn: 'review_text', needsPromptColumn: true },
  rows: reviews.map(([id, , prompt], at) => ({
    ...{ file: 'customer-feedback.csv', line: at + 2, customId: id ?? null, prompt: prompt ?? '' },
  })),
  rejected: [
    [311, 'the column “review_text” is blank'],
    [312, 'the column “review_text” is blank'],
    [1_044, 'the column “product” is blank'],
    [2_209, '7 values, the header has 5'],
    [3_960, 'a quote is opened and never closed'],
    [4_118, 'the column “stars” is blank'],
  ].map(([line, reason]) => ({ file: 'customer-feedback.csv', line: Number(line), reason: String(reason) })),
  progress: {
    ...{ importId: 'import-3', phase: 'scanned', bytesRead: 2_143_007, bytesTotal: 2_143_007, prompts: 4_806 },
    ...{ rejected: 6, message: null },
  },
}

const label: TemplateBody = TemplateBody.parse({
  prompt:
    'Label this review of {{product}}, which gave {{stars}} stars.\nReturn JSON with sentiment, defect, severity from 1 to 5 and one short quote.\n\n{{review_text}}',
  customId: 'id',
  parameters: { maxOutputTokens: 300, temperature: 0, json: 'any' },
})
const saved: TemplateDetail = {
  ...{ id: 1 as TemplateId, name: 'Label a review', version: 3, shown: 3, versionId: 7, body: label },
  ...{ createdAt: now - 9 * 86_400_000, changedAt: now - 86_400_000, archivedAt: null },
  ...{ batches: 4, usedAt: now - 2 * 3_600_000 },
  versions: [3, 2, 1].map((version) => ({
    ...{ version, createdAt: now - (10 - 3 * version) * 86_400_000, batches: version === 3 ? 3 : version - 1 },
  })),
}
/** As the second version had it. */
const labelBefore = TemplateBody.parse({
  ...label,
  prompt:
    'Label this review of {{product}}.\nReturn JSON with sentiment, defect and severity from 1 to 5.\n\n{{review_text}}',
  parameters: { maxOutputTokens: 200, temperature: 0.2, json: 'any' },
})
const others = ['Summarise for support', 'Translate into English'].map((name, at) => ({
  ...saved,
  ...{ id: (at + 2) as TemplateId, name, version: at + 1, shown: at + 1, batches: 0, usedAt: null },
  versions: saved.versions.slice(2 - at),
}))
const view = ({ body: _, versions: __, versionId: ___, shown: ____, ...template }: TemplateDetail) => template

/** Of the other made-up import: questions and answers. */
const questions = {
  columns: ['question', 'answer'],
  rows: [['Janet’s ducks lay 16 eggs per day. How much does she make?', 'Janet sells 9 duck eggs a day. #### 18']],
}
const sourceOf = (importId: string) => (importId === feedback.importId ? { columns, rows: reviews } : questions)

/** What main does with templates, over the rows above. */
export const templateCommands = {
  listTemplates: () => [saved, ...others].map(view),
  getTemplate: ({ id, version }: { id: number; version?: number }) => {
    const found = [saved, ...others].find((each) => each.id === id) ?? saved
    const old = found === saved && version !== undefined && version < 3
    return { ...found, shown: version ?? found.version, body: old ? labelBefore : found.body }
  },
  saveTemplate: ({ name, body, id }: { name: string; body: TemplateBody; id?: number }) => ({
    ...{ ...saved, id: (id ?? 9) as TemplateId, name, body: TemplateBody.parse(body) },
    ...(id === undefined ? { version: 1, shown: 1 } : { version: saved.version + 1, shown: saved.version + 1 }),
  }),
  archiveTemplate: ({ id, archived }: { id: number; archived: boolean }) => ({
    ...view([saved, ...others].find((each) => each.id === id) ?? saved),
    archivedAt: archived ? now : null,
  }),
  getVariants: (): Response<'getVariants'> => ({
    columns: ['id', 'product', 'review_text', 'stars', 'language'],
    target: { providerId: 'openai', model: 'gpt-4o-mini' },
    variants: [
      {
        ...{ variant: 1, name: 'Label a review @3, gpt-4o-mini', templateVersion: 7, body: null },
        ...{ providerId: 'openai', model: 'gpt-4o-mini', parameters: {} },
        template: { id: 1 as TemplateId, name: 'Label a review', version: 3 },
      },
    ],
  }),
  previewTemplate: (asked: { importId: string; variant?: VariantInput; row: number }): TemplatePreview => {
    const { importId, variant = { template: { id: 1 as TemplateId } }, row } = asked
    const body = bodyOf(variant)
    const { columns: names, rows } = sourceOf(importId)
    const cells = rows[(row - 1) % rows.length] ?? []
    const renderer = rowRenderer(body)
    const made = renderer.render(names, cells)
    const request = 'request' in made ? made.request : null
    const text = request?.kind === 'chat' ? JSON.stringify(request.messages) : ''
    return {
      ...{ row, rows: 4_812, file: 'customer-feedback.csv', line: row + 1 },
      cells: names.map((column, at) => ({ column, text: cells[at] ?? '' })),
      problems: [...renderer.problems, ...renderer.unknown(names)],
      problem: 'problem' in made ? made.problem : null,
      ...{ request, customId: 'customId' in made ? made.customId : null, lane: 'fast' },
      ...{ providerId: 'openai', model: 'gpt-4o-mini' },
      tokens: request && { tokens: Math.ceil(text.length / 2.3), exact: true },
    }
  },
  changeImport: ({ importId, choices }: { importId: string; choices: ReadChoices }) => ({
    ...feedback,
    importId,
    choices,
  }),
  readBadLine: () => ({
    text: 'CF-24102,"Fjord 14 laptop,"Arrived with a scratch",2,',
    reason: 'a quote is opened and never closed',
  }),
  fixBadLine: () => ({ ...feedback, fixed: 1, rejected: feedback.rejected.slice(0, 5) }),
  exportBadLines: () => ({ files: ['/home/me/customer-feedback bad lines.csv'], lines: 6, left: 0 }),
  checkTemplates: (asked: { variants?: VariantInput[]; into?: number }) => {
    const { variants = [{ template: { id: 1 as TemplateId } }], into } = asked
    const missing = variants.some((each) => bodyOf(each).missing.kind === 'refuse')
    const uses = (column: string) =>
      variants.some((each) =>
        parseTemplate(bodyOf(each).prompt).parts.some((part) => typeof part === 'object' && part.column === column),
      )
    const rejected = feedback.rejected.filter(({ reason }) => {
      const column = /column “(.*)”/.exec(reason)?.[1]
      return column === undefined || (missing && uses(column))
    })
    const rows = 4_812 - rejected.length
    return {
      ...{
        rows,
        tasks: rows * variants.length,
        rejectedCount: rejected.length,
        rejected,
        duplicates: 17,
        already: into === undefined ? 0 : 128,
      },
      missing: { absent: 0, blank: 4 },
      problems: [],
    }
  },
} satisfies { [C in keyof Handlers]?: (request: never) => unknown }

const bodyOf = ({ body, template }: VariantInput): TemplateBody =>
  TemplateBody.parse(body ?? (template ? label : { prompt: '{{review_text}}' }))
