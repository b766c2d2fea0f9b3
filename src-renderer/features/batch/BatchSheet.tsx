import { useRef, useState } from 'react'
import type { Batch } from '#shared/batch'
import { offersBatches } from '#shared/half-price'
import type { RunWindows } from '#shared/run-window'
import { changeBatch, readPriority } from '../../state/batch-actions'
import type { BatchSheet as Asked } from '../../state/sheets-slice'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Input } from '../../ui/Input'
import { Select } from '../../ui/Select'
import { Sheet } from '../../ui/Sheet'
import { Switch } from '../../ui/Switch'
import { AlertFields } from '../alerts/AlertFields'
import { readAlert } from '../alerts/alert-draft'
import { useOwnAlert } from '../alerts/use-own-alert'
import { type Base, OverrideFields } from '../providers/OverrideFields'
import { type OverrideDraft, overrideDraft, readOverride } from '../providers/override-draft'
import { BudgetField } from '../spending/BudgetField'
import { budgetText, readBudget } from '../spending/budget'
import { batchCostWords } from '../spending/cost-words'
import { RunWindowsField } from '../windows/RunWindowsField'

const noLanes: readonly Base[] = []
const laneTitle = { fast: 'Fast', heavy: 'Heavy' } as const

/** What a batch has otherwise than its lanes. */
export function BatchSheet() {
  const asked = useStore((store) => store.batchSheet)
  const batch = useStore((store) => store.overview?.batches.find(({ id }) => id === asked?.batchId))
  return asked && batch ? <OpenBatchSheet key={batch.id} batch={batch} focus={asked.focus} /> : null
}

type OpenProps = { readonly batch: Batch; readonly focus: Asked['focus'] }
const asLane = overrideDraft({})

function OpenBatchSheet({ batch, focus }: OpenProps) {
  const lanes = useStore((store) => store.overview?.lanes)
  const closeSheets = useStore((store) => store.closeSheets)
  const [draft, setDraft] = useState<OverrideDraft>(() => overrideDraft(batch.options.policy))
  const [priority, setPriority] = useState(String(batch.priority))
  const [reuse, setReuse] = useState(batch.options.reuse)
  const [halfPrice, setHalfPrice] = useState(batch.options.halfPrice ?? false)
  const offered = useStore(({ overview }) => overview?.providers.some(offersBatches) ?? false)
  const [budget, setBudget] = useState(() => budgetText(batch.options.budget))
  const [windows, setWindows] = useState<RunWindows>(batch.options.windows)
  const [ownAlert, setOwnAlert] = useState(batch.options.deadAlert !== undefined || focus === 'alert')
  const [alert, changeAlert] = useOwnAlert(batch.options.deadAlert)
  const [describing, setDescribing] = useState(false) // a window that is not among them yet
  const [busy, setBusy] = useState(false)
  const first = useRef<HTMLInputElement>(null)
  const addWindow = useRef<HTMLButtonElement>(null)
  const { value: policy, problems } = readOverride(draft)
  const readPrio = readPriority(priority)
  const readMoney = readBudget(budget)
  const readOwn = readAlert(alert)
  const isAsLane = JSON.stringify(draft) === JSON.stringify(asLane)

  const canSave =
    policy !== null && readPrio.ok && readMoney.ok && (!ownAlert || readOwn.value !== null) && !busy && !describing

  async function save() {
    if (!canSave) return
    setBusy(true)
    const { budget: _, halfPrice: __, deadAlert: ___, ...kept } = batch.options
    const deadAlert = ownAlert ? readOwn.value : null
    const money = readMoney.value === null ? {} : { budget: readMoney.value }
    const options = {
      ...kept,
      policy,
      reuse,
      windows,
      ...money,
      ...(halfPrice ? { halfPrice } : {}),
      ...(deadAlert ? { deadAlert } : {}),
    }
    const change = {
      ...(readPrio.value === batch.priority ? {} : { priority: readPrio.value }),
      ...(JSON.stringify(options) === JSON.stringify(batch.options) ? {} : { options }),
    }
    const saved =
      Object.keys(change).length === 0 ||
      (await changeBatch(batch, change, `${batch.name} has its own rules now`, when))
    setBusy(false)
    if (saved) closeSheets()
  }

  return (
    <Sheet
      title="Batch rules"
      open
      onClose={closeSheets}
      width={520}
      initialFocus={focus === 'windows' ? addWindow : first}
      subtitle={batch.name}
      footer={
        <>
          <Button look="ghost" onClick={() => setDraft(asLane)} disabled={isAsLane}>
            All as the lanes
          </Button>
          <span className="flex-1 text-right text-xs text-ink-3">{describing && 'Finish the run window first.'}</span>
          <Button look="ghost" keys="Esc" onClick={closeSheets}>
            Cancel
          </Button>
          <Button type="submit" form="batch-rules" look="primary" disabled={!canSave}>
            Save
          </Button>
        </>
      }
    >
      <form
        id="batch-rules"
        noValidate
        className="px-5 py-4"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <div className="grid grid-cols-2 items-start gap-x-4">
          <Input
            label="Priority"
            {...(focus === 'priority' ? { inputRef: first } : {})}
            value={priority}
            inputMode="numeric"
            error={readPrio.ok ? null : readPrio.advice}
            hint="Higher goes first. Normal is 0."
            onChange={(event) => setPriority(event.target.value)}
            autoComplete="off"
          />
          <div className="pt-[23px]">
            <Switch label="Reuse stored answers" checked={reuse} onChange={setReuse} />
            <p className="mt-1.5 text-xs text-ink-3">Identical requests share one call, and are marked as cached.</p>
          </div>
        </div>
        <div className="mt-3 grid grid-cols-2 items-start gap-x-4">
          <BudgetField
            value={budget}
            onChange={setBudget}
            hint="What it does not cover waits in line."
            {...(focus === 'budget' ? { inputRef: first } : {})}
          />
          <p className="tn pt-[26px] text-xs text-ink-2">{batchCostWords(batch.cost)}</p>
        </div>
        {(offered || halfPrice) && (
          <div className="mt-3">
            <Switch label="Half price" checked={halfPrice} onChange={setHalfPrice} />
            <p className="mt-1.5 text-xs text-ink-3">
              What has not started goes as one of OpenAI’s or Anthropic’s own batches: half the price, and answers
              within a day. Other providers are called as usual.
            </p>
          </div>
        )}
        <h3 className="mt-4 border-t border-line pt-3.5 text-xs font-medium">Run windows</h3>
        <p className="mt-0.5 mb-1.5 text-xs text-ink-3">
          Its tasks start only then, and only while their lane runs. What runs when a window closes will finish.
        </p>
        <RunWindowsField
          label={`Run windows, ${batch.name}`}
          value={windows}
          onChange={setWindows}
          onEditing={setDescribing}
          {...(focus === 'windows' ? { addRef: addWindow } : {})}
        />
        <h3 className="mt-4 border-t border-line pt-3.5 text-xs font-medium">Alert of dead letters</h3>
        <div className="mt-2 flex flex-col gap-2.5">
          <div className="w-56">
            <Select
              label="Alert of dead letters"
              hideLabel
              value={ownAlert ? 'own' : 'all'}
              options={[
                { value: 'all', label: 'As set for all batches' },
                { value: 'own', label: 'Its own' },
              ]}
              onChange={(value) => setOwnAlert(value === 'own')}
            />
          </div>
          {ownAlert && (
            <AlertFields
              draft={alert}
              problems={readOwn.problems}
              onChange={changeAlert}
              {...(focus === 'alert' ? { firstRef: first } : {})}
            />
          )}
        </div>
        <h3 className="mt-4 border-t border-line pt-3.5 text-xs font-medium">Retry rules</h3>
        <p className="mt-0.5 mb-3 text-xs text-ink-3">
          An empty field is as the lane has it. A rule here holds for every task of the batch, from its next try on.
        </p>
        <OverrideFields
          draft={draft}
          onChange={(change) => setDraft((known) => ({ ...known, ...change }))}
          problems={problems}
          lanes={lanes?.map(({ name, policy }) => ({ title: laneTitle[name], policy })) ?? noLanes}
          wide
          {...(focus === 'rules' ? { firstRef: first } : {})}
        />
      </form>
    </Sheet>
  )
}

const when = 'They hold from the next try of each task on.'
