import type { ModelAt } from '#models/catalogue'
import type { Protocol } from '#shared/provider'

/** Anthropic caches from 1,024 tokens on, but for these. Source: provider wire facts, section 7. */
const anthropicFrom: readonly (readonly [model: RegExp, tokens: number])[] = [
  [/haiku-4-5|opus-4-[567]/, 4_096],
  [/opus-5|fable-5|mythos-5/, 512],
]

/** Presets whose servers cache a shared beginning by themselves, and from how many tokens on. */
const byPreset: Readonly<Record<string, number>> = {
  openai: 1_024,
  'openai-responses': 1_024,
  azure: 1_024,
  openrouter: 1_024,
  groq: 1_024,
  mistral: 1_024,
  deepseek: 64,
}

/** From how many tokens on a provider's prompt cache keeps a beginning that prompts share; null where it has none that costs or saves. */
export function cachesFrom({ preset, model }: ModelAt, protocol: Protocol | undefined): number | null {
  if (protocol === 'anthropic') return anthropicFrom.find(([named]) => named.test(model))?.[1] ?? 1_024
  if (protocol === 'gemini') return /gemini-3/.test(model) ? 4_096 : 2_048
  return byPreset[preset] ?? null
}
