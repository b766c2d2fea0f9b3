import type { Dispatcher } from 'undici'
import { presetOf } from '#shared/presets'
import type { Protocol, ProviderOptions } from '#shared/provider'
import { type LimitFamily, limitFamilyOf } from './limit-family'
import { dispatcherFor, type ResolveProxy } from './network'
import type { Endpoint } from './protocol'

/** A provider as it is stored, as far as a call needs it. */
export type ProviderSettings = {
  readonly protocol: Protocol
  readonly preset: string
  readonly name: string
  readonly baseUrl: string | null // null: practice
  readonly defaultModel: string
  readonly options: ProviderOptions
}

/** An endpoint and what is spoken there. Its dispatcher is closed by whoever asked for it. */
export type Reached = Endpoint & { readonly protocol: Protocol; readonly dispatcher: Dispatcher }

/** What is sent where to reach a provider under that key. Throws CaFileError where its CA file cannot be used. */
export function endpointOf(
  { protocol, preset, options }: Pick<ProviderSettings, 'protocol' | 'preset' | 'options'>,
  baseUrl: string,
  key: string | null,
  resolveProxy?: ResolveProxy,
): Reached {
  const ofOpenAi = protocol === 'openai-chat' || protocol === 'openai-responses'
  const { keyHeader } = presetOf(preset)
  return {
    ...{ protocol, baseUrl, stream: options.stream, limitFamily: familyOf({ preset, protocol }, baseUrl) },
    apiKey: keyHeader ? null : key,
    headers: {
      ...(ofOpenAi && options.organization ? { 'OpenAI-Organization': options.organization } : {}),
      ...(ofOpenAi && options.project ? { 'OpenAI-Project': options.project } : {}),
      ...(protocol === 'anthropic' && options.apiVersion ? { 'anthropic-version': options.apiVersion } : {}),
      ...(keyHeader && key !== null ? { [keyHeader]: key } : {}),
      ...options.headers,
    },
    query: ofOpenAi && options.apiVersion ? { 'api-version': options.apiVersion } : {},
    dispatcher: dispatcherFor({
      ...{ proxy: options.proxy, caFile: options.caFile, url: baseUrl },
      ...(resolveProxy ? { resolveProxy } : {}),
    }),
  }
}

/** Whose headers and dialect it follows: as its preset says, else as its host tells. */
function familyOf({ preset, protocol }: Pick<ProviderSettings, 'preset' | 'protocol'>, baseUrl: string): LimitFamily {
  const { id, local } = presetOf(preset)
  if (preset === 'practice') return 'practice'
  if (local) return 'local'
  return ofPreset[id] ?? limitFamilyOf(baseUrl, protocol)
}
const ofPreset: Readonly<Record<string, LimitFamily>> = {
  ...{ openai: 'openai', 'openai-responses': 'openai', azure: 'azure', anthropic: 'anthropic', gemini: 'gemini' },
  ...{ openrouter: 'openrouter', groq: 'groq', mistral: 'mistral', deepseek: 'deepseek', together: 'together' },
  fireworks: 'fireworks',
}
