import { presetAt, presetOf } from '#shared/presets'
import type { LocalServer } from '#shared/provider'
import { draftFrom, type ProviderDraft } from './check-provider'

/** What a form for a new provider begins with. */
export type ProviderSeed = {
  readonly preset: string
  readonly name: string
  readonly baseUrl: string
  readonly models: readonly string[]
}

export const seedOf = (presetId: string): ProviderSeed => {
  const { id, name, baseUrl } = presetOf(presetId)
  return { preset: id, name, baseUrl, models: [] }
}

export const seedOfServer = ({ preset, name, baseUrl, models }: LocalServer): ProviderSeed => ({
  ...{ preset, name, baseUrl, models },
})

/** A server by its address; its kind is known from that. */
export const seedAt = (name: string, baseUrl: string, models: readonly string[]): ProviderSeed => ({
  ...{ preset: presetAt(baseUrl).id, name, baseUrl, models },
})

export function draftOfSeed({ preset, name, baseUrl, models }: ProviderSeed): ProviderDraft {
  const draft = draftFrom(preset, models.length > 0 ? models : undefined)
  const isPresets = baseUrl === presetOf(preset).baseUrl
  return isPresets ? draft : { ...draft, name, baseUrl }
}
