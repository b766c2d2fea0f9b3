import type { RowVariant } from '#io/render-rows'
import { CommandError } from '#shared/result'
import type { WatchOptions } from '#shared/watch'
import type { Store } from '#store/store'
import { type PlannedVariant, planVariants, rowVariants } from '../variants'

/** How the rows of a watch's files are asked. */
export type WatchPlan = {
  readonly byTemplate: boolean
  readonly planned: readonly PlannedVariant[]
  readonly rows: readonly RowVariant[]
  /** Whether its answers are JSON with known keys. */
  readonly hasSchema: boolean
}

/** By what is saved now. Throws CommandError where the template, its version or the provider is not there, or the template has a mistake. */
export function planWatch(store: Pick<Store, 'templates' | 'providers'>, options: WatchOptions): WatchPlan {
  const { template, lane, providerId, model } = options
  const input = {
    ...(template ? { template: { id: template.id, version: template.version ?? undefined } } : {}),
    ...(providerId ? { providerId } : {}),
    ...(model ? { model } : {}),
  }
  const saved = template && store.templates.get(template.id, template.version ?? undefined)
  if (saved && saved.archivedAt !== null)
    throw new CommandError(
      'not_found',
      `The template ${saved.name} was put away. Take it out again, or choose another for this folder. Nothing was queued.`,
    )
  const wish = { lane, providerId: providerId ?? undefined, model: model ?? undefined }
  const planned = planVariants(store, [input], wish, null)
  const json = planned[0]?.body?.parameters.json
  return {
    byTemplate: template !== null,
    planned,
    rows: rowVariants(planned),
    hasSchema: json !== undefined && typeof json === 'object' && 'schema' in json,
  }
}
