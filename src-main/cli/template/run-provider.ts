import { marksOf } from '#shared/kept-secrets'
import type { ProviderSettings } from '#store/providers'
import type { Store } from '#store/store'
import { type RunOptions, UsageError } from '../args'
import { findTemplate } from './option'

type Stored = Pick<Store, 'templates' | 'providers' | 'keys'>

/**
 * The provider that the templates of a run name, where the command line says of none.
 * @param hasKey keys come with the command line
 * @returns null where none is named, or the command line goes before it
 * @throws UsageError where it cannot be called from here; CommandError for a template that is not there
 */
export function templateProvider(
  { isAsked, template }: Pick<RunOptions, 'isAsked' | 'template'>,
  store: Stored,
  hasKey: boolean,
): ProviderSettings | null {
  if (isAsked) return null
  const named = template.map((ref) => findTemplate(store, ref).body.parameters.providerId)
  const [id, ...others] = new Set(named.filter((each) => each !== undefined))
  if (id === undefined) return null
  const queued = 'Queue the files with import --template, and run them with work'
  if (others.length > 0) throw new UsageError(`The templates name several providers, and a run calls one. ${queued}.`)
  const provider = store.providers.get(id)
  if (!provider)
    throw new UsageError(
      `The template names the provider ${id}, which is not in this data folder. Name another with --preset or --base-url.`,
    )
  if (store.keys.of(id).length > 0 && !hasKey)
    throw new UsageError(`The template names ${provider.name}, which needs its key: --api-key-env VARIABLE.`)
  if (marksOf(provider.options).length > 0)
    throw new UsageError(
      `The template names ${provider.name}, whose headers or proxy have secrets that a run does not take. ${queued} --secret-env.`,
    )
  return provider
}
