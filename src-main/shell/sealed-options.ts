import { hasSecrets, marksOf, secretsOf, withoutSecrets, withSecrets } from '#shared/kept-secrets'
import { defaultOptions, KeptSecrets, type ProviderOptions, type ProviderView } from '#shared/provider'
import { CommandError } from '#shared/result'
import type { SealedOptions, StoredProvider } from '#store/providers'
import type { Keys } from './keys'
import type { Vault } from './vault'

type Stored = Pick<StoredProvider, 'name' | 'options' | 'sealed'>
type ToStore = { readonly options: ProviderOptions; readonly sealed: SealedOptions | null }
const none: KeptSecrets = { headers: {}, proxyPassword: null }

/**
 * Values of headers and passwords of proxies, sealed as keys are. Those of older versions, and of systems without a keychain, lie in the
 * options in clear: they are read as they stand, and sealed by the next save where there is a keychain by then.
 */
export function createSealedOptions(keys: Pick<Keys, 'trusted'>, vault: Vault) {
  async function opened({ name, sealed }: Stored): Promise<KeptSecrets> {
    if (!sealed) return none
    try {
      return KeptSecrets.parse(JSON.parse(await vault.open(sealed.data)))
    } catch {
      throw new CommandError(
        'provider',
        `The extra headers or the proxy’s password of ${name} cannot be opened by this system’s keychain. They are kept as they are; unlock the keychain, or enter them again.`,
      )
    }
  }

  return {
    /** For calls: the options of a provider with everything in its place. Throws CommandError 'provider' where the keychain does not open it. */
    ofProvider:
      (get: (id: string) => Stored | undefined) =>
      async (id: string): Promise<ProviderOptions> => {
        const provider = get(id)
        return provider ? withSecrets(provider.options, await opened(provider)) : defaultOptions
      },
    /** What a window sent, as it is stored; a mark keeps the secret of the same name. */
    async seal(next: ProviderOptions, before: Stored | undefined): Promise<ToStore> {
      const marks = marksOf(next)
      const known = before ? { ...none, ...secretsOf(before.options) } : none // those in clear
      const sealed = before?.sealed && marks.length > 0 ? await opened(before) : none
      const kept = {
        headers: { ...known.headers, ...sealed.headers },
        proxyPassword: sealed.proxyPassword ?? known.proxyPassword,
      }
      const options = withSecrets(next, kept)
      const [missing] = marksOf(options)
      if (missing !== undefined)
        throw new CommandError(
          'bad_request',
          missing === null
            ? 'Enter the proxy’s password again.'
            : `Enter the value of the header ${missing} again: it was kept for another name.`,
        )
      const secrets = secretsOf(options)
      if (!hasSecrets(secrets) || !(await keys.trusted())) return { options, sealed: null }
      const unchanged = before?.sealed && JSON.stringify(secrets) === JSON.stringify(sealed) // a test of these settings stays one of these
      const data = unchanged ? before.sealed.data : await vault.seal(JSON.stringify(secrets))
      return { options: withoutSecrets(options), sealed: { backend: vault.backend(), data } }
    },
  }
}
export type OptionsSeal = ReturnType<typeof createSealedOptions>

/** As a window may see them. */
export function optionsView({
  options,
  sealed,
}: Pick<Stored, 'options' | 'sealed'>): Pick<ProviderView, 'options' | 'secretsKept'> {
  const secretsKept = sealed ? 'keychain' : hasSecrets(secretsOf(options)) ? 'plain' : null
  return { options: withoutSecrets(options), secretsKept }
}
