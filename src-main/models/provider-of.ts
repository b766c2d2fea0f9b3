/** Whose models a provider offers: one of the file's names, `local` for a server on this machine, or null for who knows whom. */
export type DataName = 'openai' | 'anthropic' | 'google' | 'groq' | 'mistral' | 'deepseek' | 'together' | 'openrouter'

const hosts: readonly (readonly [RegExp, DataName])[] = [
  [/(^|\.)api\.openai\.com$/, 'openai'],
  [/\.(openai\.azure\.com|cognitiveservices\.azure\.com|services\.ai\.azure\.com)$/, 'openai'],
  [/(^|\.)api\.anthropic\.com$/, 'anthropic'],
  [/^generativelanguage\.googleapis\.com$/, 'google'],
  [/(^|\.)api\.groq\.com$/, 'groq'],
  [/^(api|codestral)\.mistral\.ai$/, 'mistral'],
  [/^api\.deepseek\.com$/, 'deepseek'],
  [/^api\.together\.(ai|xyz)$/, 'together'],
  [/(^|\.)openrouter\.ai$/, 'openrouter'],
]
/** Behind a host of one's own, such as a gateway in front of Azure, the preset tells. */
const presets: ReadonlyMap<string, DataName> = new Map([
  ['openai', 'openai'],
  ['openai-responses', 'openai'],
  ['azure', 'openai'],
  ['azure-openai', 'openai'],
  ['anthropic', 'anthropic'],
  ['google', 'google'],
  ['gemini', 'google'],
  ['groq', 'groq'],
  ['mistral', 'mistral'],
  ['deepseek', 'deepseek'],
  ['together', 'together'],
  ['openrouter', 'openrouter'],
])

/** @param baseUrl null for the practice provider, which runs in this process */
export function providerOf(preset: string, baseUrl: string | null): DataName | 'local' | null {
  if (preset === 'practice') return 'local'
  const host = baseUrl === null ? null : hostOf(baseUrl)
  if (host !== null && isLoopback(host)) return 'local'
  return hosts.find(([pattern]) => host !== null && pattern.test(host))?.[1] ?? presets.get(preset) ?? null
}

function hostOf(baseUrl: string): string | null {
  return URL.canParse(baseUrl) ? new URL(baseUrl).hostname : null
}

/** As `URL` writes hosts: IPv4 in four parts, IPv6 in brackets. */
const isLoopback = (host: string) => /^(localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1\])$/.test(host)
