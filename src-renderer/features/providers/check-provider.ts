import type { Request } from '#shared/contract'
import { customPreset, presetAt, presetOf } from '#shared/presets'
import { defaultOptions, type Protocol, type ProviderView } from '#shared/provider'
import { type OptionsDraft, optionsDraft, readOptions } from './options-draft'
import { filledIn } from './preset-choices'

export type ProviderDraft = {
  readonly preset: string
  readonly parts: Readonly<Record<string, string>> // what was filled in of the preset's address
  readonly name: string
  readonly protocol: Protocol
  readonly baseUrl: string
  readonly model: string
  readonly key: string // of a new provider; later ones have their own commands
  readonly keepPlain: boolean
  readonly options: OptionsDraft
}
export type DraftProblems = { readonly [field in 'name' | 'baseUrl' | 'model' | 'key']?: string }

const longestName = 60
const longestModel = 200
const longestKey = 4_096

/** What does not fit yet, each with what to do about it. */
export function checkProvider({ name, baseUrl, model, key }: ProviderDraft): DraftProblems {
  return {
    ...said('name', nameProblem(name.trim())),
    ...said('baseUrl', urlProblem(baseUrl.trim())),
    ...said(
      'model',
      model.trim().length > longestModel ? `A model’s name has ${longestModel} characters at most.` : null,
    ),
    ...said('key', keyProblem(key.trim())),
  }
}

const said = (field: keyof DraftProblems, problem: string | null): DraftProblems =>
  problem ? { [field]: problem } : {}

function nameProblem(name: string): string | null {
  if (name === '') return 'Give it a name, by which you tell it apart in the queue.'
  return name.length > longestName ? `Shorten it to ${longestName} characters.` : null
}

function urlProblem(text: string): string | null {
  if (text === '') return 'Where does it answer? For example https://api.openai.com/v1.'
  if (/[{}]/.test(text)) return 'Replace what stands in braces by your own.'
  const url = URL.parse(text)
  return url && /^https?:$/.test(url.protocol) && /^https?:\/\//i.test(text) && url.hostname !== ''
    ? null
    : 'Start it with http:// or https://, for example https://api.openai.com/v1.'
}

/** Null of a key that can be one, and of none. */
export function keyProblem(key: string): string | null {
  if (/\s/.test(key)) return 'A key has no spaces or line breaks. Copy it again, and nothing around it.'
  return key.length > longestKey ? 'This is longer than any key. Copy it again, and nothing around it.' : null
}

/** Whether what is sent there could be read on its way. */
export function isReadableOnTheWay(baseUrl: string): boolean {
  const url = URL.parse(baseUrl.trim())
  return url?.protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
}

export const draftOf = (view: ProviderView): ProviderDraft => ({
  ...{ preset: view.preset, parts: {}, name: view.name, protocol: view.protocol },
  ...{ baseUrl: view.baseUrl ?? '', model: view.defaultModel, key: '', keepPlain: false },
  options: optionsDraft(view.options),
})

/** What a new provider of that preset begins with. `models`: as the server lists them, where it was asked already. */
export function draftFrom(presetId: string, models: readonly string[] = presetOf(presetId).models): ProviderDraft {
  const { id, name, protocol, baseUrl, stream } = presetOf(presetId)
  return {
    ...{ preset: id, parts: {}, name: id === customPreset ? '' : name, protocol, baseUrl },
    ...{ model: models[0] ?? '', key: '', keepPlain: false },
    options: optionsDraft({ ...defaultOptions, stream }),
  }
}

/** Another address was typed: that of a cloud's preset is its own; servers on this computer may be anywhere. */
export function atAddress(draft: ProviderDraft, baseUrl: string): ProviderDraft {
  const { local } = presetOf(draft.preset)
  const stays = local !== undefined || presetAt(baseUrl, draft.protocol).id === draft.preset
  const preset = stays ? draft.preset : presetAt(baseUrl).id
  const protocol = preset === draft.preset || preset === customPreset ? draft.protocol : presetOf(preset).protocol
  return { ...draft, baseUrl, preset, protocol }
}

/** A part of the preset's address was filled in. */
export function withPart(draft: ProviderDraft, name: string, value: string): ProviderDraft {
  const parts = { ...draft.parts, [name]: value }
  return { ...draft, parts, baseUrl: filledIn(draft.preset, parts) }
}

/** What is sent to save a draft; what stays as it was, or is as the preset has it, is not mentioned. `before`: null of a new provider. */
export function inputOf(
  draft: ProviderDraft,
  id: string | null,
  before: ProviderDraft | null,
  keychain: boolean,
): Request<'saveProvider'> {
  const key = draft.key.trim()
  const usual = before ?? draftFrom(draft.preset)
  const options = readOptions(draft.options).value
  return {
    ...(id === null ? {} : { id }),
    ...{ name: draft.name.trim(), baseUrl: draft.baseUrl.trim(), defaultModel: draft.model.trim() },
    ...(before === null && draft.preset !== customPreset ? { preset: draft.preset } : {}),
    ...(draft.protocol !== usual.protocol ? { protocol: draft.protocol } : {}),
    ...(options && JSON.stringify(options) !== JSON.stringify(readOptions(usual.options).value) ? { options } : {}),
    ...(key === '' ? {} : { key }),
    ...(key !== '' && !keychain ? { keepPlain: draft.keepPlain } : {}),
  }
}

/** Whether saving the draft would change anything. */
export function isChanged(draft: ProviderDraft, saved: ProviderDraft): boolean {
  const same = (['name', 'baseUrl', 'model'] as const).every((field) => draft[field].trim() === saved[field].trim())
  return !same || draft.protocol !== saved.protocol || JSON.stringify(draft.options) !== JSON.stringify(saved.options)
}
