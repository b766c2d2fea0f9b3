import { keptSecret, ProviderOptions, ProxySetting } from '#shared/provider'
import { parseCount } from './number-text'

/** A header while it is being typed. `key` tells it from the others. `kept`: its value is there and not shown; one that is typed takes its place. */
export type HeaderDraft = {
  readonly key: number
  readonly name: string
  readonly value: string
  readonly kept?: boolean
}
/** The options of a provider as they are typed; empty is none. */
export type OptionsDraft = {
  readonly stream: boolean
  readonly organization: string
  readonly project: string
  readonly apiVersion: string
  readonly headers: readonly HeaderDraft[]
  readonly proxy: 'system' | 'none' | 'own'
  readonly proxyUrl: string
  readonly caFile: string
  readonly parallel: string
}
export type OptionsProblems = {
  readonly [field in
    | 'headers'
    | 'proxyUrl'
    | 'caFile'
    | 'parallel'
    | 'organization'
    | 'project'
    | 'apiVersion']?: string
}

export function optionsDraft(options: ProviderOptions): OptionsDraft {
  const { stream, organization, project, apiVersion, headers, proxy, caFile, parallel } = options
  const own = proxy !== 'system' && proxy !== 'none'
  return {
    ...{ stream, organization: organization ?? '', project: project ?? '', apiVersion: apiVersion ?? '' },
    headers: Object.entries(headers).map(([name, value], key) =>
      value === keptSecret ? { key, name, value: '', kept: true } : { key, name, value },
    ),
    ...{ proxy: own ? 'own' : proxy, proxyUrl: own ? proxy : '' },
    ...{ caFile: caFile ?? '', parallel: parallel === null ? '' : String(parallel) },
  }
}

/** What was typed, as options; null where something does not fit, with what to type instead. */
export function readOptions(draft: OptionsDraft): { value: ProviderOptions | null; problems: OptionsProblems } {
  const problems: { -readonly [field in keyof OptionsProblems]: OptionsProblems[field] } = {}
  const headers: Record<string, string> = {}
  for (const { name, value, kept } of draft.headers) {
    if (name.trim() === '' && value.trim() === '') continue
    headers[name.trim()] = kept && value.trim() === '' ? keptSecret : value.trim()
  }
  const proxy = draft.proxy === 'own' ? draft.proxyUrl.trim() : draft.proxy
  if (!ProxySetting.safeParse(proxy).success || (draft.proxy === 'own' && (proxy === 'system' || proxy === 'none')))
    problems.proxyUrl = 'Start it with http://, https:// or socks5://, for example http://proxy.example:3128.'
  const typed = draft.parallel.trim()
  const parallel = typed === '' ? null : parseCount(typed)
  if (typed !== '' && (parallel === null || parallel > 10_000)) problems.parallel = 'A whole number from 1 to 10,000.'
  const read = ProviderOptions.safeParse({
    ...{ stream: draft.stream, headers, proxy: problems.proxyUrl ? 'system' : proxy },
    ...{ parallel: problems.parallel ? null : parallel, caFile: draft.caFile.trim() || null },
    ...{ organization: draft.organization.trim() || null, project: draft.project.trim() || null },
    apiVersion: draft.apiVersion.trim() || null,
  })
  for (const issue of read.error?.issues ?? []) {
    const [field] = issue.path
    if (field === 'headers')
      problems.headers ??= (issue.code === 'invalid_key' && issue.issues[0]?.message) || issue.message
    else if (field === 'organization' || field === 'project' || field === 'apiVersion' || field === 'caFile')
      problems[field] ??= 'This is longer than any that is known.'
  }
  return { value: Object.keys(problems).length > 0 ? null : (read.data ?? null), problems }
}

/** What differs from the preset's own, for the closed fold: 'streams, own proxy, 2 headers'. */
export function optionWords({
  stream,
  headers,
  proxy,
  caFile,
  parallel,
  organization,
  project,
  apiVersion,
}: OptionsDraft): string {
  const set = headers.filter(({ name }) => name.trim() !== '').length
  return [
    stream ? 'streams answers' : 'does not stream',
    organization.trim() === '' ? '' : 'organization',
    project.trim() === '' ? '' : 'project',
    apiVersion.trim() === '' ? '' : 'API version',
    set === 0 ? '' : set === 1 ? '1 header' : `${set} headers`,
    proxy === 'system' ? '' : proxy === 'none' ? 'no proxy' : 'own proxy',
    caFile.trim() === '' ? '' : 'CA file',
    parallel.trim() === '' ? '' : `${parallel.trim()} at once`,
  ]
    .filter(Boolean)
    .join(', ')
}
