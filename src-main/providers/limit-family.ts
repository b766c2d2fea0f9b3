import type { Protocol } from '#shared/provider'

/** Whose rules and whose headers an address follows, as far as its host tells. `local`: a server of one's own. */
export type LimitFamily =
  | 'openai'
  | 'azure'
  | 'anthropic'
  | 'gemini'
  | 'openrouter'
  | 'groq'
  | 'mistral'
  | 'deepseek'
  | 'together'
  | 'fireworks'
  | 'practice'
  | 'local'
  | 'generic'

const hosts: readonly (readonly [host: RegExp, family: LimitFamily])[] = [
  [/(^|\.)openai\.com$/, 'openai'],
  [/\.(openai|cognitiveservices|services\.ai)\.azure\.(com|us|cn)$/, 'azure'],
  [/(^|\.)anthropic\.com$/, 'anthropic'],
  [/(^|\.)googleapis\.com$/, 'gemini'],
  [/(^|\.)openrouter\.ai$/, 'openrouter'],
  [/(^|\.)groq\.com$/, 'groq'],
  [/(^|\.)mistral\.ai$/, 'mistral'],
  [/(^|\.)deepseek\.com$/, 'deepseek'],
  [/(^|\.)together\.(ai|xyz)$/, 'together'],
  [/(^|\.)fireworks\.ai$/, 'fireworks'],
  [/^(localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0|10\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+)$/, 'local'],
  [/\.(local|lan|internal|localhost)$/, 'local'],
]

/** @param baseUrl null for the practice provider, whose port is new at every start */
export function limitFamilyOf(baseUrl: string | null, protocol: Protocol): LimitFamily {
  if (baseUrl === null) return 'practice'
  if (!URL.canParse(baseUrl)) return 'generic'
  const { hostname } = new URL(baseUrl)
  const known = hosts.find(([host]) => host.test(hostname))?.[1]
  if (known) return known
  // A gateway in front of one of these passes on what it gets.
  return protocol === 'anthropic' || protocol === 'gemini' ? protocol : 'generic'
}
