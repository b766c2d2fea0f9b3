import { customPreset, type Preset, placeholdersOf, presetOf, presets } from '#shared/presets'
import type { Protocol } from '#shared/provider'
import type { Option } from '../../ui/Select'

const groupOf = ({ id, local }: Preset): string =>
  id === customPreset ? 'Other' : local ? 'On this computer' : 'Cloud'
const groups = ['Cloud', 'On this computer', 'Other']

/** What a new provider may be made from, by group. */
export const presetChoices: readonly Option<string>[] = presets
  .map((preset) => ({
    value: preset.id,
    label: preset.id === customPreset ? 'Another server' : preset.name,
    group: groupOf(preset),
  }))
  .sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group))

export const protocolNames: Readonly<Record<Protocol, string>> = {
  'openai-chat': 'OpenAI chat completions',
  'openai-responses': 'OpenAI responses',
  anthropic: 'Anthropic messages',
  gemini: 'Google Gemini',
}
export const protocolChoices: readonly Option<Protocol>[] = (Object.keys(protocolNames) as Protocol[]).map((value) => ({
  value,
  label: protocolNames[value],
}))

/** A preset's base URL with what a person filled in; braces stay where nothing was. */
export const filledIn = (presetId: string, parts: Readonly<Record<string, string>>): string =>
  presetOf(presetId).baseUrl.replace(/\{(\w+)\}/g, (braces, name: string) => parts[name]?.trim() || braces)

/** What a person has to fill in of a preset's base URL, as a label: 'Resource'. */
export const partsOf = (presetId: string): { name: string; label: string }[] =>
  placeholdersOf(presetOf(presetId).baseUrl).map((name) => ({
    name,
    label: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
  }))
