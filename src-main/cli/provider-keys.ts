import { firstKeyId } from '#shared/gate'
import { marksOf, withSecrets } from '#shared/kept-secrets'
import { defaultOptions, type KeptSecrets, type ProviderOptions, practiceProviderId } from '#shared/provider'
import type { Store } from '#store/store'
import { UsageError } from './args'
import type { WorkOptions } from './work-args'

type Given = WorkOptions['api-key-env']
type GivenSecrets = WorkOptions['secret-env']
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
 * Keys and other secrets from the environment. Those of the app are sealed by the system's keychain, which plain Node cannot open.
 * @param given which variables hold the keys of which provider, by its name or id
 * @param secrets the same for values of its headers, by the header's name, and for the password of its 'proxy'
 * @throws UsageError for a provider that is not there, or a variable that is not set
 */
export function providerKeys(
  given: Given,
  secrets: GivenSecrets,
  env: NodeJS.ProcessEnv,
  { providers, keys: stored }: Stored,
) {
  const all = providers.all().filter(({ id }) => id !== practiceProviderId)
  function read(flag: string, name: string, variable: string) {
    const found = all.filter((each) => each.name === name || each.id === name)
    const [provider] = found
    if (!provider || found.length > 1) {
      const known = all.map((each) => `${each.id} (${each.name})`).join(', ')
      const problem = provider ? `Several providers are named ${name}` : `There is no provider ${name}`
      throw new UsageError(`${problem}, as ${flag} says. ${known ? `There are: ${known}` : 'There is none'}.`)
    }
    const text = env[variable]?.trim()
    if (!text) throw new UsageError(`The environment variable ${variable}, named by ${flag} for ${name}, is not set.`)
    return { id: provider.id, text }
  }
  const texts = new Map<string, string[]>()
  for (const { provider, variable } of given) {
    const { id, text } = read('--api-key-env', provider, variable)
    texts.set(id, [...(texts.get(id) ?? []), text])
  }
  const kept = new Map<string, KeptSecrets>()
  for (const { provider, secret, variable } of secrets) {
    const { id, text } = read('--secret-env', provider, variable)
    const known = kept.get(id) ?? { headers: {}, proxyPassword: null }
    kept.set(
      id,
      secret === 'proxy'
        ? { ...known, proxyPassword: encodeURIComponent(text) }
        : { ...known, headers: { ...known.headers, [secret]: text } },
    )
  }
  const idsOf = (id: string) => stored.of(id).map(({ keyId }) => keyId)
  const byId = new Map([...texts].map(([id, keys]) => [id, numbered(keys, idsOf(id))]))
  const optionsOf = ({ id, options }: { readonly id: string; readonly options: ProviderOptions }): ProviderOptions =>
    withSecrets(options, kept.get(id) ?? { headers: {}, proxyPassword: null })
  const missing = all.map((provider): [string, string[]] => {
    const { id, name } = provider
    const needsKey = idsOf(id).length > 0 && !byId.has(id)
    const marks = marksOf(optionsOf(provider)).map((mark) => `--secret-env "${name}:${mark ?? 'proxy'}=VARIABLE"`)
    return [id, [...(needsKey ? [`--api-key-env "${name}=VARIABLE"`] : []), ...marks]]
  })
  return {
    keys: (id: string): string[] => [...(byId.get(id)?.keys() ?? [])],
    key: async (id: string, keyId: string): Promise<string | null> => byId.get(id)?.get(keyId) ?? null,
    /** With what was sealed of them, where it was given. */
    options: async (id: string): Promise<ProviderOptions> => {
      const provider = providers.get(id)
      return provider ? optionsOf(provider) : defaultOptions
    },
    /** Those that have a secret which cannot be read here, each with the words of the command line that would give it. */
    keyless: new Map(missing.filter(([, words]) => words.length > 0)),
  }
}
