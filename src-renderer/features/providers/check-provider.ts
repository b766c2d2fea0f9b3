import type { Request } from '#shared/contract'
import type { ProviderView } from '#shared/provider'

/** What happens to the key: it stays, another takes its place, or there is none from now on. */
export type KeyEdit =
  | { readonly kind: 'keep' }
  | { readonly kind: 'replace'; readonly text: string }
  | { readonly kind: 'forget' }
export type ProviderDraft = {
  readonly name: string
  readonly baseUrl: string
  readonly model: string
  readonly key: KeyEdit
  readonly keepPlain: boolean
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
    ...said('key', key.kind === 'replace' ? keyProblem(key.text.trim()) : null),
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
  const url = URL.parse(text)
  return url && /^https?:$/.test(url.protocol) && /^https?:\/\//i.test(text) && url.hostname !== ''
    ? null
    : 'Start it with http:// or https://, for example https://api.openai.com/v1.'
}

function keyProblem(key: string): string | null {
  if (/\s/.test(key)) return 'A key has no spaces or line breaks. Copy it again, and nothing around it.'
  return key.length > longestKey ? 'This is longer than any key. Copy it again, and nothing around it.' : null
}

/** Whether what is sent there could be read on its way. */
export function isReadableOnTheWay(baseUrl: string): boolean {
  const url = URL.parse(baseUrl.trim())
  return url?.protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
}

export const draftOf = (view: ProviderView): ProviderDraft => ({
  ...{ name: view.name, baseUrl: view.baseUrl ?? '', model: view.defaultModel },
  ...{ key: { kind: 'keep' }, keepPlain: view.key?.kept === 'plain' },
})

/** What is sent to save a draft; a key that stays is not mentioned. */
export function inputOf(draft: ProviderDraft, id: string | null, keychain: boolean): Request<'saveProvider'> {
  const typed = draft.key.kind === 'replace' ? draft.key.text.trim() : ''
  return {
    ...(id === null ? {} : { id }),
    ...{ name: draft.name.trim(), baseUrl: draft.baseUrl.trim(), defaultModel: draft.model.trim() },
    ...(draft.key.kind === 'forget' ? { key: null } : typed === '' ? {} : { key: typed }),
    ...(typed !== '' && !keychain ? { keepPlain: draft.keepPlain } : {}),
  }
}

/** Whether saving the draft would change anything. */
export function isChanged(draft: ProviderDraft, saved: ProviderDraft): boolean {
  const keyChanged = draft.key.kind === 'forget' || (draft.key.kind === 'replace' && draft.key.text.trim() !== '')
  return (
    keyChanged || (['name', 'baseUrl', 'model'] as const).some((field) => draft[field].trim() !== saved[field].trim())
  )
}
