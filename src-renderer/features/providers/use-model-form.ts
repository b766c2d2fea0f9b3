import { useEffect, useState } from 'react'
import type { Gate } from '#shared/gate'
import type { ModelInfo } from '#shared/model-info'
import { type ModelSettings, noModelSettings } from '#shared/model-settings'
import { bridge } from '../../bridge'
import { useStore } from '../../state/store'
import { type ModelDraft, modelDraft, readModel } from './model-draft'

/** What is known of a model, read when its sheet opens. */
export type KnownOfModel = { readonly info: ModelInfo | null; readonly gates: readonly Gate[] }
const unknown: KnownOfModel = { info: null, gates: [] }
const empty = modelDraft(noModelSettings)

/** What is being typed about a model of a provider. `model` may still be typed itself; nothing is read before it is named. */
export function useModelForm(providerId: string, model: string, onSaved: () => void) {
  const [before, setBefore] = useState<ModelSettings | null>(null)
  const [draft, setDraft] = useState<ModelDraft>(empty)
  const [known, setKnown] = useState(unknown)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  useEffect(() => {
    let wanted = true
    setBefore(null)
    setKnown(unknown)
    if (model === '') return
    void Promise.all([
      bridge.getModelSettings({ providerId, model }),
      bridge.getModelInfo({ providerId, model, asSet: false }),
      bridge.getGates({ providerId }),
    ]).then(([settings, info, gates]) => {
      if (!wanted) return
      if (!settings.ok) return setFailure(settings.error.message)
      setBefore(settings.value)
      setDraft(modelDraft(settings.value))
      setKnown({
        info: info.ok ? info.value : null,
        gates: gates.ok ? gates.value.gates.filter((gate) => gate.model === model) : [],
      })
    })
    return () => {
      wanted = false
    }
  }, [providerId, model])

  const { value, problems } = readModel(draft, { providerId, model }, before ?? noModelSettings)
  const canSave = model !== '' && before !== null && value !== null && !busy

  async function save() {
    if (!canSave) return
    setBusy(true)
    const result = await bridge.saveModelSettings({ providerId, model, settings: value })
    setBusy(false)
    if (!result.ok) return setFailure(result.error.message)
    useStore.getState().toast({ kind: 'done', title: `${model} saved`, detail: 'It holds from the next call on.' })
    onSaved()
  }

  return {
    ...{ draft, known, problems, canSave, failure, save },
    ready: before !== null,
    isEmpty: JSON.stringify(draft) === JSON.stringify(empty),
    clear: () => setDraft(empty),
    change(part: Partial<ModelDraft>) {
      setDraft((typed) => ({ ...typed, ...part }))
      setFailure(null)
    },
  }
}
export type ModelFormState = ReturnType<typeof useModelForm>
