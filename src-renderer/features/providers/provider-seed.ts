import { customPreset, type Preset } from '#shared/presets'

/** What a form for a new provider begins with. */
export type ProviderSeed = {
  readonly name: string
  readonly baseUrl: string
  readonly models: readonly string[]
}

export function seedOf({ id, name, baseUrl }: Preset): ProviderSeed {
  return { name: id === customPreset ? '' : name, baseUrl, models: [] }
}
