import type { Protocol } from './provider'

/** What is known of a provider before anything was asked of it: where it is, how it wants its key, what to begin with. */
export type Preset = {
  readonly id: string
  readonly name: string
  readonly protocol: Protocol
  /** Parts in braces are a person's own, such as Azure's {resource}; '' where all of it is. */
  readonly baseUrl: string
  readonly key: 'needed' | 'optional'
  /** Where the key is sent when it is not as the protocol has it. */
  readonly keyHeader?: 'api-key'
  /** Where a person gets a key. */
  readonly keyPage?: string
  /** Asked when its list of models is open to anyone and so says nothing of the key: a path under the base URL. */
  readonly keyCheck?: string
  /** Suggestions, until it has listed its own: a small one and a large one of November 2026. Source: models.dev. */
  readonly models: readonly string[]
  /** It cannot list what may be called under `model`: a name that is not in its list may still be right. */
  readonly listsOthers?: true
  /** It runs on this machine: how many calls at once it takes by default; 'asked' where it says so itself, null where it sets no limit. */
  readonly local?: { readonly parallel: number | 'asked' | null }
  readonly stream: boolean
  readonly note?: string
}

const openAi = { protocol: 'openai-chat', key: 'needed', models: [], stream: true } as const
const local = { protocol: 'openai-chat', key: 'optional', models: [], stream: true } as const

/** In the order in which they are offered. Sources of addresses and headers: provider wire facts, section 1.1; of parallelism: 1.5. */
export const presets: readonly Preset[] = [
  {
    ...openAi,
    ...{ id: 'openai', name: 'OpenAI', baseUrl: 'https://api.openai.com/v1' },
    ...{ keyPage: 'https://platform.openai.com/api-keys', models: ['gpt-6-luna', 'gpt-6-sol'] },
  },
  {
    ...openAi,
    ...{ id: 'openai-responses', name: 'OpenAI (Responses)', protocol: 'openai-responses' },
    ...{ baseUrl: 'https://api.openai.com/v1', keyPage: 'https://platform.openai.com/api-keys' },
    ...{ models: ['gpt-6-luna', 'gpt-6-sol'] },
  },
  {
    ...openAi,
    ...{ id: 'anthropic', name: 'Anthropic', protocol: 'anthropic', baseUrl: 'https://api.anthropic.com' },
    ...{ keyPage: 'https://console.anthropic.com/settings/keys', models: ['claude-haiku-5-5', 'claude-sonnet-5-5'] },
  },
  {
    ...openAi,
    ...{ id: 'gemini', name: 'Google Gemini', protocol: 'gemini' },
    ...{ baseUrl: 'https://generativelanguage.googleapis.com/v1beta' },
    ...{ keyPage: 'https://aistudio.google.com/apikey', models: ['gemini-flash-latest', 'gemini-pro-latest'] },
    note: 'Its limits hold for the whole project: more keys of one project bring no more.',
  },
  {
    ...openAi,
    ...{ id: 'azure', name: 'Azure OpenAI', baseUrl: 'https://{resource}.openai.azure.com/openai/v1' },
    ...{ keyHeader: 'api-key', keyPage: 'https://ai.azure.com', listsOthers: true },
    note: 'The model is the name of your deployment.',
  },
  {
    ...openAi,
    ...{ id: 'openrouter', name: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1' },
    ...{ keyPage: 'https://openrouter.ai/settings/keys', keyCheck: '/key', models: ['openrouter/auto'] },
    note: 'Limits hold for the account: more keys bring no more.',
  },
  {
    ...openAi,
    ...{ id: 'groq', name: 'Groq', baseUrl: 'https://api.groq.com/openai/v1' },
    ...{ keyPage: 'https://console.groq.com/keys', models: ['llama-3.3-70b-versatile', 'openai/gpt-oss-120b'] },
  },
  {
    ...openAi,
    ...{ id: 'mistral', name: 'Mistral', baseUrl: 'https://api.mistral.ai/v1' },
    ...{ keyPage: 'https://console.mistral.ai/api-keys', models: ['mistral-small-latest', 'mistral-large-latest'] },
  },
  {
    ...openAi,
    ...{ id: 'deepseek', name: 'DeepSeek', baseUrl: 'https://api.deepseek.com/v1' },
    ...{ keyPage: 'https://platform.deepseek.com/api_keys', models: ['deepseek-flash', 'deepseek-v4-pro'] },
  },
  {
    ...openAi,
    ...{ id: 'together', name: 'Together', baseUrl: 'https://api.together.ai/v1' },
    ...{ keyPage: 'https://api.together.ai/settings/api-keys', listsOthers: true },
    models: ['openai/gpt-oss-120b'],
  },
  {
    ...openAi,
    ...{ id: 'fireworks', name: 'Fireworks', baseUrl: 'https://api.fireworks.ai/inference/v1' },
    ...{ keyPage: 'https://app.fireworks.ai/settings/users/api-keys', listsOthers: true },
    models: ['accounts/fireworks/models/gpt-oss-120b'],
  },
  {
    ...local,
    ...{ id: 'ollama', name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', local: { parallel: 1 } },
    note: 'It runs one call at a time unless OLLAMA_NUM_PARALLEL says otherwise, which Trilane cannot read.',
  },
  {
    ...local,
    ...{ id: 'lm-studio', name: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1', local: { parallel: 4 } },
  },
  {
    ...local,
    ...{ id: 'llama-cpp', name: 'llama.cpp', baseUrl: 'http://127.0.0.1:9931/v1', local: { parallel: 'asked' } },
    note: 'Older builds listen on port 8080.',
  },
  {
    ...local,
    ...{ id: 'vllm', name: 'vLLM', baseUrl: 'http://127.0.0.1:8000/v1', local: { parallel: null } },
  },
  {
    ...{ id: 'custom', name: 'Other', protocol: 'openai-chat', baseUrl: '', key: 'optional', models: [] },
    ...{ stream: false, note: 'Any server that speaks one of the four protocols.' },
  },
]

export const customPreset = 'custom'

/** The preset of that id; the one without settings where there is none of that name (any more). */
export function presetOf(id: string): Preset {
  const found = presets.find((preset) => preset.id === id) ?? presets.at(-1)
  if (!found) throw new Error('there are no presets')
  return found
}

/** The first preset with that base URL (and protocol, where one is given); `custom` where no preset has it. */
export function presetAt(baseUrl: string, protocol?: Protocol): Preset {
  const wanted = withoutSlash(baseUrl.trim()).replace('//localhost:', '//127.0.0.1:')
  const found = presets.find(
    (preset) => fits(preset.baseUrl, wanted) && (protocol === undefined || preset.protocol === protocol),
  )
  return found ?? presetOf(customPreset)
}

/** What stands in braces in a preset's base URL and is a person's own to fill in: ['resource']. */
export const placeholdersOf = (baseUrl: string): string[] =>
  [...baseUrl.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')

/** Calls at once that a server of this kind takes where nobody said otherwise; null: no limit that is known. */
export function defaultParallel(preset: Preset): number | null {
  const parallel = preset.local?.parallel ?? null
  return parallel === 'asked' ? 1 : parallel // until it was asked
}

/** Calls at once that a provider takes: as a person or the server said, or as its preset has it; null: no limit that is known. */
export function parallelOf({
  preset,
  options,
}: {
  preset: string
  options: { parallel: number | null }
}): number | null {
  return options.parallel ?? defaultParallel(presetOf(preset))
}

const withoutSlash = (url: string) => url.replace(/\/+$/, '')

function fits(pattern: string, url: string): boolean {
  if (pattern === '') return false
  const parts = pattern.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/.]+')}$`).test(url)
}
