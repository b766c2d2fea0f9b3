import { firstKeyId } from '#shared/gate'
import { practiceProviderId } from '#shared/provider'
import type { Store } from '#store/store'
import { UsageError } from './args'
import type { WorkOptions } from './work-args'

type Given = WorkOptions['api-key-env']
type Stored = Pick<Store, 'providers'> & { readonly keys: Pick<Store['keys'], 'of'> }

/** The keys of a variable each, in the order given. Throws UsageError for one that is not set. */
export function keysFrom(variables: readonly string[], env: NodeJS.ProcessEnv): string[] {
  return variables.map((variable) => {
    const key = env[variable]?.trim()
    if (!key) throw new UsageError(`The environment variable ${variable}, named by --api-key-env, is not set.`)
    return key
  })
}

/** Keys under the ids that they are called with: those that are stored, in their order, and then the numbers that follow. */
export function numbered(keys: readonly string[], stored: readonly string[]): ReadonlyMap<string, string> {
  const highest = Math.max(Number(firstKeyId) - 1, ...stored.map(Number))
  return new Map(keys.map((key, at) => [stored[at] ?? String(highest + 1 + at - stored.length), key]))
}

/**
 * Keys from the environment. Those of the app are sealed by the system's keychain, which plain Node cannot open.
 * @param given which variables hold the keys of which provider, by its name or id
 * @throws UsageError for a provider that is not there, or a variable that is not set
 */
export function providerKeys(given: Given, env: NodeJS.ProcessEnv, { providers, keys: stored }: Stored) {
  const all = providers.all().filter(({ id }) => id !== practiceProviderId)
  const texts = new Map<string, string[]>()
  for (const { provider: name, variable } of given) {
    const found = all.filter((each) => each.name === name || each.id === name)
    const [provider] = found
    if (!provider || found.length > 1) {
      const known = all.map((each) => `${each.id} (${each.name})`).join(', ')
      const problem = provider ? `Several providers are named ${name}` : `There is no provider ${name}`
      throw new UsageError(`${problem}, as --api-key-env says. ${known ? `There are: ${known}` : 'There is none'}.`)
    }
    const key = env[variable]?.trim()
    if (!key)
      throw new UsageError(`The environment variable ${variable}, named by --api-key-env for ${name}, is not set.`)
    texts.set(provider.id, [...(texts.get(provider.id) ?? []), key])
  }
  const idsOf = (id: string) => stored.of(id).map(({ keyId }) => keyId)
  const byId = new Map([...texts].map(([id, keys]) => [id, numbered(keys, idsOf(id))]))
  return {
    keys: (id: string): string[] => [...(byId.get(id)?.keys() ?? [])],
    key: async (id: string, keyId: string): Promise<string | null> => byId.get(id)?.get(keyId) ?? null,
    /** Those that have a key which cannot be read here. */
    keyless: new Set(all.flatMap(({ id }) => (idsOf(id).length > 0 && !byId.has(id) ? [id] : []))),
  }
}
