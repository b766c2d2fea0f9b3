import { useState } from 'react'
import type { ProviderTest, ProviderView } from '#shared/provider'
import { bridge } from '../../bridge'
import { useStore } from '../../state/store'
import { checkProvider, type DraftProblems, draftOf, inputOf, isChanged, type ProviderDraft } from './check-provider'
import { testProvider } from './provider-actions'
import type { ProviderSeed } from './provider-seed'

type Field = keyof DraftProblems

const draftFrom = ({ name, baseUrl, models }: ProviderSeed): ProviderDraft => ({
  ...{ name, baseUrl, model: models[0] ?? '', key: { kind: 'replace', text: '' }, keepPlain: false },
})

/** What is being typed about a provider, until it is saved. Nothing typed is lost by a refusal. */
export function useProviderForm(
  start: { readonly provider: ProviderView } | { readonly seed: ProviderSeed },
  onSaved: (view: ProviderView) => void,
) {
  const keychain = useStore((store) => store.settings?.keychain ?? true)
  const provider = 'provider' in start ? start.provider : null
  const [saved, setSaved] = useState(() => ('provider' in start ? draftOf(start.provider) : null))
  const [draft, setDraft] = useState(() => ('provider' in start ? draftOf(start.provider) : draftFrom(start.seed)))
  const [touched, setTouched] = useState<ReadonlySet<Field>>(new Set())
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState<'saving' | 'testing' | null>(null)
  const [test, setTest] = useState<ProviderTest | null>(null)

  const all = checkProvider(draft)
  const problem = (field: Field): string | null => (touched.has(field) ? (all[field] ?? null) : null)
  const touch = (...fields: Field[]) => setTouched((known) => new Set([...known, ...fields]))
  const change = (part: Partial<ProviderDraft>) => {
    setDraft((known) => ({ ...known, ...part }))
    setFailure(null)
  }
  const changed = saved === null || isChanged(draft, saved)

  async function save(): Promise<ProviderView | null> {
    touch('name', 'baseUrl', 'model', 'key')
    if (Object.keys(all).length > 0) return null
    setBusy('saving')
    const result = await bridge.saveProvider(inputOf(draft, provider?.id ?? null, keychain))
    setBusy(null)
    if (!result.ok) {
      setFailure(result.error.message)
      return null
    }
    const next = draftOf(result.value)
    setSaved(next)
    setDraft(next)
    setTouched(new Set())
    setTest(null) // it was of the old settings
    return result.value
  }

  async function saveAndTell() {
    const view = await save()
    if (!view) return
    useStore.getState().toast({ kind: 'done', title: `${view.name} saved` })
    onSaved(view)
  }

  /** A test is of what is saved, so what was typed is saved first. */
  async function runTest() {
    const view = changed ? await save() : provider
    if (!view) return
    setBusy('testing')
    const answer = await testProvider(view.id)
    setBusy(null)
    if (answer) setTest(answer)
    if (changed) onSaved(view)
  }

  return { draft, change, problem, touch, changed, failure, busy, test, keychain, save: saveAndTell, runTest }
}
export type ProviderFormState = ReturnType<typeof useProviderForm>
