import { type FormEvent, useEffect, useRef, useState } from 'react'
import { type ModelSettings, noModelSettings } from '#shared/model-settings'
import { providerName } from '../../frame/gates'
import { ask } from '../../state/ask'
import type { Priced } from '../../state/sheets-slice'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Input } from '../../ui/Input'
import { Sheet } from '../../ui/Sheet'
import { emptyPrice, type PriceDraft, priceDraft, readPrice } from './price-draft'

const note =
  'A budget holds back what it cannot put a price on. The provider’s price page has these figures; the longest answer is what a call can cost at most where its prompt sets no limit.'

/** What a model's tokens cost, and how long its answers can be. */
export function PriceSheet() {
  const priced = useStore((store) => store.pricing)
  return priced && <OpenPrice key={`${priced.providerId} ${priced.model}`} priced={priced} />
}

function OpenPrice({ priced }: { readonly priced: Priced }) {
  const name = useStore((store) => providerName(store.overview?.providers ?? [], priced.providerId))
  const closeSheets = useStore((store) => store.closeSheets)
  const toast = useStore((store) => store.toast)
  const [settings, setSettings] = useState<ModelSettings | null>(null)
  const [draft, setDraft] = useState<PriceDraft>(emptyPrice)
  const [busy, setBusy] = useState(false)
  const first = useRef<HTMLInputElement>(null)
  const { providerId, model } = priced
  useEffect(() => {
    let isCurrent = true
    void ask('getModelSettings', { providerId, model }, { failed: 'The settings of this model were not read' }).then(
      (known) => {
        if (!isCurrent || !known) return
        setSettings(known)
        setDraft(priceDraft(known))
      },
    )
    return () => {
      isCurrent = false
    }
  }, [providerId, model])
  const { value, problems } = readPrice(draft)
  const canSave = value !== null && settings !== null && !busy
  const change = (part: Partial<PriceDraft>) => setDraft((known) => ({ ...known, ...part }))

  async function save(event: FormEvent) {
    event.preventDefault()
    if (!canSave) return
    setBusy(true)
    const { maxOutput, ...prices } = value
    const known = settings ?? noModelSettings
    const next = { ...known, prices: { ...known.prices, ...prices }, maxOutput: maxOutput ?? known.maxOutput }
    const saved = await ask(
      'saveModelSettings',
      { providerId, model, settings: next },
      { failed: 'The price was not saved' },
    )
    setBusy(false)
    if (!saved) return
    closeSheets()
    toast({
      kind: 'done',
      title: `The price of ${model} is set`,
      detail: 'What it held goes on as far as its budget allows.',
    })
  }

  return (
    <Sheet
      title="Price"
      open
      onClose={closeSheets}
      width={480}
      initialFocus={first}
      subtitle={`${model}, ${name}`}
      footer={
        <>
          <span className="flex-1" />
          <Button look="ghost" keys="Esc" onClick={closeSheets}>
            Cancel
          </Button>
          <Button type="submit" form="price" look="primary" disabled={!canSave}>
            Save
          </Button>
        </>
      }
    >
      <form id="price" noValidate className="px-5 py-4" onSubmit={(event) => void save(event)}>
        <p className="mb-3.5 text-xs text-ink-3">{note}</p>
        <div className="grid grid-cols-2 items-start gap-x-4 gap-y-3">
          <Dollars
            label="Input, a million tokens"
            value={draft.input}
            error={problems.input}
            inputRef={first}
            onChange={(input) => change({ input })}
          />
          <Dollars
            label="Output, a million tokens"
            value={draft.output}
            error={problems.output}
            onChange={(output) => change({ output })}
          />
          <Dollars
            label="Input from its cache"
            value={draft.cachedInput}
            error={problems.cachedInput}
            placeholder="As input"
            onChange={(cachedInput) => change({ cachedInput })}
          />
          <Input
            label="Longest answer, tokens"
            value={draft.maxOutput}
            inputMode="numeric"
            placeholder="As known"
            autoComplete="off"
            error={problems.maxOutput ?? null}
            onChange={(event) => change({ maxOutput: event.target.value })}
          />
        </div>
      </form>
    </Sheet>
  )
}

type DollarsProps = {
  readonly label: string
  readonly value: string
  readonly error: string | undefined
  readonly placeholder?: string
  readonly inputRef?: React.Ref<HTMLInputElement>
  readonly onChange: (value: string) => void
}

function Dollars({ label, value, error, placeholder = '', inputRef, onChange }: DollarsProps) {
  return (
    <Input
      {...(inputRef ? { inputRef } : {})}
      label={label}
      value={value}
      inputMode="decimal"
      placeholder={placeholder}
      autoComplete="off"
      error={error ?? null}
      trailing={<span className="text-xs text-ink-3">$</span>}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
