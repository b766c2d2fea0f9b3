import { useRef, useState } from 'react'
import type { ProviderTest, ProviderView } from '#shared/provider'
import { bridge } from '../../bridge'
import { useStore } from '../../state/store'
import { checkProvider, type DraftProblems, draftOf, inputOf, isChanged, type ProviderDraft } from './check-provider'
import { readOptions } from './options-draft'
import { testProvider } from './provider-actions'

type Field = keyof DraftProblems

/** What is being typed about a provider, until it is saved. Nothing typed is lost by a refusal. */
export function useProviderForm(
  start: { readonly provider: ProviderView } | { readonly draft: ProviderDraft },
  onSaved: (view: ProviderView) => void,
) {
  const keychain = useStore((store) => store.settings?.keychain ?? true)
  const provider = 'provider' in start ? start.provider : null
  const [saved, setSaved] = useState(() => ('provider' in start ? draftOf(start.provider) : null))
  const [draft, setDraft] = useState(() => ('provider' in start ? draftOf(start.provider) : start.draft))
  const [touched, setTouched] = useState<ReadonlySet<Field>>(new Set())
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState<'saving' | 'testing' | null>(null)
  const [test, setTest] = useState<ProviderTest | null>(null)
  const underWay = useRef<Promise<ProviderView | null> | null>(null)
  const [tried, setTried] = useState(false) // to save: then what does not fit of the options is told

  const all = checkProvider(draft)
  const options = readOptions(draft.options)
  const problem = (field: Field): string | null => (touched.has(field) ? (all[field] ?? null) : null)
  const touch = (...fields: Field[]) => setTouched((known) => new Set([...known, ...fields]))
  const change = (part: Partial<ProviderDraft>) => {
    setDraft((known) => ({ ...known, ...part }))
    setFailure(null)
  }
  const secretsKept = provider?.secretsKept ?? null
  // Of an older version they lie in clear: a save seals them.
  const changed = saved === null || isChanged(draft, saved) || (keychain && secretsKept === 'plain')

  /** One after another: the second may have been typed while the first was under way. */
  function save(of = draft): Promise<ProviderView | null> {
    const before = underWay.current
    const mine = (before ? before.then(() => send(of)) : send(of)).finally(() => {
      if (underWay.current === mine) underWay.current = null
    })
    underWay.current = mine
    return mine
  }

  async function send(of: ProviderDraft): Promise<ProviderView | null> {
    touch('name', 'baseUrl', 'model', 'key')
    setTried(true)
    if (Object.keys(checkProvider(of)).length > 0 || readOptions(of.options).value === null) return null
    setBusy('saving')
    const result = await bridge.saveProvider(inputOf(of, provider?.id ?? null, saved, keychain))
    setBusy(null)
    if (!result.ok) {
      setFailure(result.error.message)
      return null
    }
    const next = draftOf(result.value)
    setSaved(next)
    setDraft((known) => (known === draft ? next : known)) // what was typed meanwhile stays
    setTouched(new Set())
    setTried(false)
    setTest(null) // it was of the old settings
    return result.value
  }

  async function saveAndTell() {
    if (underWay.current) return // pressed twice
    const view = await save()
    if (!view) return
    useStore.getState().toast({ kind: 'done', title: `${view.name} saved` })
    onSaved(view)
  }

  /** A test is of what is saved, so what was typed is saved first, and a save that is under way comes to its end. */
  async function runTest(of = draft) {
    if (busy === 'testing') return
    const isOther = of !== draft
    const pending = isOther ? null : underWay.current
    const isNew = pending === null && (isOther || changed)
    const view = await (pending ?? (isNew ? save(of) : provider))
    if (!view) return
    setBusy('testing')
    const answer = await testProvider(view.id)
    setBusy(null)
    if (answer) setTest(answer)
    if (isNew) onSaved(view)
  }

  return {
    ...{ draft, change, problem, touch, changed, failure, busy, test, keychain, secretsKept, save: saveAndTell },
    runTest: () => runTest(),
    optionProblems: tried ? options.problems : {},
    /** Takes the address that the server was found at, and tests that. */
    takeBaseUrl: (baseUrl: string) => runTest({ ...draft, baseUrl }),
  }
}
export type ProviderFormState = ReturnType<typeof useProviderForm>
