export type Preset = 'openai' | 'ollama' | 'lm-studio' | 'other'
export type ProviderSeed = {
  readonly name: string
  readonly baseUrl: string
  readonly models: readonly string[]
}

/** Where the usual servers are. */
export const presets: readonly { readonly value: Preset; readonly label: string; readonly baseUrl: string }[] = [
  { value: 'openai', label: 'OpenAI', baseUrl: 'https://api.openai.com/v1' },
  { value: 'ollama', label: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
  { value: 'lm-studio', label: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1' },
  { value: 'other', label: 'Other', baseUrl: '' },
]

/** The preset that a draft came from, or Other. */
export const presetOf = (baseUrl: string): Preset =>
  presets.find((preset) => preset.baseUrl === baseUrl.trim().replace(/\/+$/, ''))?.value ?? 'other'

export function seedOf(preset: Preset): ProviderSeed {
  const found = presets.find(({ value }) => value === preset)
  return { name: preset === 'other' ? '' : (found?.label ?? ''), baseUrl: found?.baseUrl ?? '', models: [] }
}
