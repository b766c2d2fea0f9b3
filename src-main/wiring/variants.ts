import { chooseTarget } from '#engine/choose-target'
import type { BatchVariant, Target } from '#engine/import-batch'
import { rowRenderer } from '#shared/render-row'
import type { JsonObject } from '#shared/request'
import { CommandError } from '#shared/result'
import type { BatchId } from '#shared/task'
import { formatTemplate } from '#shared/template'
import { TemplateBody, TemplateParameters } from '#shared/template-body'
import type { TemplateDetail, VariantInput } from '#shared/template-view'
import type { Store } from '#store/store'

/** Where an import goes as far as its variants leave it open. */
export type ImportTarget = Pick<Target, 'lane'> & {
  readonly providerId?: string | undefined
  readonly model?: string | undefined
}
/** A variant with all that it leaves open settled. body: null where its prompts are those of a column, as in an import without templates. */
export type PlannedVariant = { readonly variant: BatchVariant; readonly body: TemplateBody | null }
type Stored = Pick<Store, 'templates' | 'providers'>

/**
 * What each variant comes to. Throws CommandError where a template, a version or a provider is not there.
 * @param promptColumn what a variant without a template makes its prompts of
 */
export function planVariants(
  { templates, providers }: Stored,
  inputs: readonly VariantInput[],
  wish: ImportTarget,
  promptColumn: string | null,
): PlannedVariant[] {
  const usesTemplates = inputs.some(({ template, body }) => template !== undefined || body !== undefined)
  const names = new Map<string, number>()
  return inputs.map((input) => {
    const saved = input.template && templates.get(input.template.id, input.template.version)
    const given = saved?.body ?? input.body ?? (usesTemplates ? columnBody(promptColumn) : null)
    const own = given?.parameters ?? {}
    const { providerId, model, ...parameters } = { ...own, ...input.parameters, ...targetOf(input, own, wish) }
    const target = chooseTarget(providers, { ...(providerId ? { providerId } : {}), ...(model ? { model } : {}) })
    const lane = parameters.lane ?? wish.lane
    const body = given && { ...given, parameters: { ...parameters, lane, ...target } }
    const name = unique(input.name ?? nameOf(saved, target.model), names)
    return {
      body,
      variant: {
        ...{ name, ...target, lane, templateVersion: saved?.versionId ?? null },
        body: saved || !given ? null : (given as unknown as JsonObject),
        parameters: { ...parameters, lane } as JsonObject,
      },
    }
  })
}

/**
 * The variants of a batch as they were when it was queued, so that more rows can be asked in the same way. Throws CommandError where a
 * template is not there any more: its version was lost in a damaged file.
 */
export function storedVariants(
  { templates, variants }: Pick<Store, 'templates' | 'variants'>,
  batchId: BatchId,
): PlannedVariant[] {
  return variants.list(batchId).map(({ variant: _, parameters, ...rest }) => {
    const { providerId, model, name, templateVersion } = rest
    const saved = templateVersion === null ? null : templates.ofVersion(templateVersion)
    if (saved === undefined)
      throw new CommandError('not_found', `The template of ${name} is not here any more. Nothing was queued.`)
    const body = saved ? templates.get(saved.id, saved.version).body : TemplateBody.nullable().parse(rest.body)
    const lane = parameters.lane === 'fast' || parameters.lane === 'heavy' ? parameters.lane : 'auto'
    const settled = { ...TemplateParameters.parse(parameters), providerId, model }
    return { variant: { ...rest, parameters, lane }, body: body && { ...body, parameters: settled } }
  })
}

/** The variants as rows go through them. Throws CommandError where a template has a mistake in it. */
export function rowVariants(planned: readonly PlannedVariant[]) {
  return planned.map(({ variant: { name, parameters }, body }) => {
    if (!body) return { name, renderer: null, parameters: TemplateParameters.parse(parameters) }
    const renderer = rowRenderer(body)
    const [wrong] = renderer.problems
    if (wrong)
      throw new CommandError(
        'bad_request',
        `${name} has a mistake in its template: ${wrong.message} Nothing was queued.`,
      )
    return { name, renderer }
  })
}

/** A model that was meant for one provider is not asked of another. */
function targetOf(input: VariantInput, own: TemplateParameters, wish: ImportTarget) {
  const providerId = input.providerId ?? own.providerId ?? wish.providerId
  const models = [
    ...[input.model ?? null],
    (own.providerId ?? providerId) === providerId ? own.model : null,
    (wish.providerId ?? providerId) === providerId ? wish.model : null,
  ]
  return { providerId, model: models.find((model) => model != null) ?? undefined }
}

function nameOf(saved: TemplateDetail | undefined, model: string): string {
  return saved ? `${saved.name} @${saved.shown}, ${model}` : model
}

function unique(name: string, names: Map<string, number>): string {
  const count = (names.get(name) ?? 0) + 1
  names.set(name, count)
  return count === 1 ? name : `${name} (${count})`
}

/** A template that makes prompts of one column. Throws CommandError where none is chosen. */
export function columnBody(column: string | null): TemplateBody {
  if (column === null)
    throw new CommandError(
      'bad_request',
      'No prompt column is chosen for the variant without a template. Nothing was queued.',
    )
  return TemplateBody.parse({ prompt: formatTemplate([{ column, filters: [], from: 0, to: 0 }]) })
}
