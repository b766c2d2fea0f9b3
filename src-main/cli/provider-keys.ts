import { practiceProviderId } from '#shared/provider'
import type { Store } from '#store/store'
import { UsageError } from './args'
import type { WorkOptions } from './work-args'

type Given = WorkOptions['api-key-env']

/**
 * Keys from the environment. Those of the app are sealed by the system's keychain, which plain Node cannot open.
 * @param given which variable holds the key of which provider, by its name or id
 * @throws UsageError for a provider that is not there, or a variable that is not set
 */
export function providerKeys(given: Given, env: NodeJS.ProcessEnv, providers: Store['providers']) {
  const all = providers.all().filter(({ id }) => id !== practiceProviderId)
  const keys = new Map<string, string>()
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
    keys.set(provider.id, key)
  }
  return {
    key: async (id: string): Promise<string | null> => keys.get(id) ?? null,
    /** Those that have a key which cannot be read here. */
    keyless: new Set(all.flatMap(({ id }) => (providers.secret(id) && !keys.has(id) ? [id] : []))),
  }
}
