import { useEffect, useState } from 'react'
import { bridge } from '../../bridge'
import { hasMod } from '../../platform'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Checkbox } from '../../ui/Checkbox'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { Sheet } from '../../ui/Sheet'
import { Comes } from './ActionBar'
import { buttonWords, editWords, progressWords } from './action-words'
import { EditManyFields } from './EditManyFields'
import { EditPreview } from './EditPreview'
import { actionOf, type EditDraft, emptyDraft, windowIn } from './edit-draft'
import { confirm, leave, type Pending, setAction, usePending } from './pending'

/** One change over many prompts, seen on some of them before it is made. */
export function EditManySheet() {
  const pending = usePending((store) => (store.pending?.form === 'many' ? store.pending : null))
  return pending && <OpenSheet key={pending.id} pending={pending} />
}

/** Room for the answer, out of what the model takes. */
const forAnswer = 0.1

function OpenSheet({ pending }: { readonly pending: Pending }) {
  const { asked, looked, progress } = pending
  const [draft, setDraft] = useState<EditDraft>(firstDraft)
  const read = actionOf(draft)
  const dryRun = looked?.kind === 'known' ? looked.dryRun : looked?.kind === 'asking' ? looked.before : null
  const canConfirm = 'action' in read && looked?.kind === 'known' && looked.dryRun.eligible > 0 && !progress
  const change = (more: Partial<EditDraft>) => setDraft((now) => ({ ...now, ...more }))
  useEffect(() => {
    const to = actionOf(draft)
    setAction('action' in to ? to.action : null)
  }, [draft])
  useEffect(() => {
    void suggestedLimit().then((limit) => {
      if (limit !== null) setDraft((now) => (now.limit === '' ? { ...now, limit: String(limit) } : now))
    })
  }, [])
  return (
    <Sheet
      title={`Edit ${asked.name}`}
      open
      onClose={leave}
      width={1000}
      height={660}
      losesNothing
      subtitle="The originals are kept next to the edits"
      footer={
        <>
          <span role="status" className="tn min-w-0 flex-1 text-xs leading-4 text-ink-2">
            {looked?.kind === 'failed' ? (
              <span className="text-dead">{looked.message}</span>
            ) : 'needs' in read ? (
              read.needs
            ) : dryRun ? (
              <>
                {editWords(dryRun).join(' · ')}
                {editWords(dryRun).length > 0 && '. '}
                <Comes dryRun={{ ...dryRun, skipped: skippedBesides(dryRun) }} isOld={looked?.kind === 'asking'} />
              </>
            ) : (
              'Looking through the prompts…'
            )}
          </span>
          <Button look="ghost" keys="Esc" onClick={leave}>
            {progress && progress !== 'starting' ? 'Stop' : 'Cancel'}
          </Button>
          <Button look="primary" keys="Mod Enter" disabled={!canConfirm} onClick={() => void confirm()}>
            {progress && progress !== 'starting'
              ? progressWords(progress)
              : buttonWords(
                  'action' in read ? read.action : { kind: 'edit', edit: { kind: 'text', prompt: '-' } },
                  dryRun?.eligible ?? asked.count,
                )}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the key that sends a form of several lines */}
      <div
        className="flex h-full min-h-0 flex-col"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(hasMod(event) || event.target instanceof HTMLInputElement)) return
          event.preventDefault()
          if (canConfirm) void confirm()
        }}
      >
        <div className="flex shrink-0 flex-wrap items-center gap-3 border-b border-line px-5 py-2.5">
          <SegmentedControl
            label="How"
            value={draft.way}
            segments={[
              { value: 'replace', label: 'Find and replace' },
              { value: 'template', label: 'Template' },
              { value: 'shorten', label: 'Shorten' },
              { value: 'split', label: 'Split' },
            ]}
            onChange={(way) => change({ way })}
          />
          <span className="flex-1" />
          {draft.way !== 'split' && (
            <span className="text-xs">
              <Checkbox
                label="Requeue them at once"
                checked={draft.requeue}
                onChange={(requeue) => change({ requeue })}
              />
            </span>
          )}
        </div>
        <div className="grid min-h-0 flex-1 grid-cols-[minmax(240px,320px)_minmax(0,1fr)]">
          <div className="min-h-0 overflow-y-auto border-r border-line px-5 py-4">
            <EditManyFields draft={draft} onChange={change} />
          </div>
          <EditPreview dryRun={dryRun} isOld={looked?.kind === 'asking'} needs={'needs' in read ? read.needs : null} />
        </div>
      </div>
    </Sheet>
  )
}

/** What an edit leaves out is told by its own numbers. */
const skippedBesides = ({ skipped, edit }: NonNullable<Parameters<typeof editWords>[0]>) =>
  edit ? skipped.filter(({ reason }) => !['unchanged', 'empty', 'impossible'].includes(reason)) : skipped

/** Prompts that are too long are shortened first of all. */
function firstDraft(): EditDraft {
  const [row] = useStore.getState().rows.values()
  const isTooLong = row?.state.kind === 'dead' && row.state.failure.code === 'context_length'
  return isTooLong ? { ...emptyDraft, way: 'shorten' } : emptyDraft
}

/** As many tokens as the letters' model takes, with room for its answer; null where nobody knows. */
async function suggestedLimit(): Promise<number | null> {
  const [row] = useStore.getState().rows.values()
  if (!row) return null
  const result = await bridge.getModelInfo({ providerId: row.providerId, model: row.model, asSet: true })
  const known = result.ok ? result.value.contextWindow : null
  const window = known ?? (row.state.kind === 'dead' ? windowIn(row.state.failure.message) : null)
  return window && (Math.floor((window * (1 - forAnswer)) / 1_000) * 1_000 || window)
}
