import { useId } from 'react'
import { formatNames } from '#shared/export'
import type { WatchView } from '#shared/watch'
import { formatTime } from '../../format'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { IconButton } from '../../ui/IconButton'
import { StateGlyph } from '../../ui/StateGlyph'
import { useNow } from '../../use-now'
import type { Hold } from '../spending/budget'
import { HoldBanner } from '../spending/HoldBanner'
import { beginsAt, holdHint } from '../spending/hold-words'
import { useHolds } from '../spending/use-hold'
import { folderName, type Standing, standingWords } from './file-words'
import { RemoveWatch } from './RemoveWatch'
import { useWatchForm } from './use-watch-form'
import { WatchFiles } from './WatchFiles'
import { WatchForm } from './WatchForm'
import { lookNow, setPaused } from './watch-actions'

type WatchRowProps = {
  readonly watch: WatchView
  readonly open: boolean
  readonly onToggle: () => void
  readonly onChanged: (watch: WatchView) => void
  readonly onRemoved: () => void
}

export const watchGrid =
  'grid grid-cols-[16px_minmax(0,1.35fr)_minmax(0,1fr)_minmax(0,1.2fr)_60px_16px] items-center gap-x-4 px-3.5'

/** One watched folder: how it stands, and once it is opened its last files and all that can be set about it. */
export function WatchRow({ watch, open, onToggle, onChanged, onRemoved }: WatchRowProps) {
  const id = useId()
  const { folder, state, lookedAt } = watch
  const paused = state === 'paused'
  const name = folderName(folder)
  const now = useNow()
  const hold = useHolds().find(({ by, watch: of }) => by === 'watch' && of?.id === watch.id)
  const standing = standingWords(watch, hold && holdWords(hold, now))
  const put = (changed: WatchView | null) => changed && onChanged(changed)
  const togglePause = () => void setPaused(watch, !paused).then(put)
  return (
    <li className={`border-t border-line ${open ? 'bg-surface' : ''}`}>
      <div className={`${watchGrid} relative min-h-13 py-1.5 text-xs ${open ? '' : 'hover:bg-hover'}`}>
        <Glyph watch={watch} standing={standing} />
        <span className="min-w-0">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            onClick={onToggle}
            className={`block max-w-full truncate text-left text-[13px] font-semibold after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus ${paused ? 'text-ink-2' : ''}`}
          >
            {name}
          </button>
          <span className="block truncate text-ink-3" title={folder}>
            {folder}
          </span>
        </span>
        <SentAs watch={watch} />
        <span className="min-w-0">
          <span
            className={`tn block truncate ${standing.isBad ? 'font-medium text-dead' : standing.isHeld ? 'font-medium text-wait' : paused ? 'text-ink-3' : 'text-ink-2'}`}
            title={watch.pausedFor ?? watch.trouble ?? (hold && standing.isHeld ? holdHint(hold, now) : standing.words)}
          >
            {standing.words}
          </span>
          <span className="tn block truncate text-ink-3">
            {lookedAt === null ? '' : `looked at ${formatTime(lookedAt)}`}
          </span>
        </span>
        <span className="relative flex justify-end gap-1">
          <IconButton
            icon="test"
            label={`Look at ${name} now`}
            size="sm"
            disabled={paused}
            onClick={() => void lookNow(watch).then(put)}
          />
          <IconButton
            icon={paused ? 'run' : 'pause'}
            label={`${paused ? 'Resume' : 'Pause'} ${name}`}
            size="sm"
            onClick={togglePause}
          />
        </span>
        <Icon name={open ? 'down' : 'right'} size={14} className="text-ink-3" />
      </div>
      {open && (
        <div id={id} className="space-y-4 px-3.5 pt-1 pb-4 min-[1000px]:pl-[46px]">
          <Troubles watch={watch} hold={hold} />
          <WatchFiles watch={watch} held={new Set(hold?.batches.map(({ id }) => id))} onChanged={onChanged} />
          <OpenForm watch={watch} onChanged={onChanged} onRemoved={onRemoved} onPause={togglePause} />
        </div>
      )}
    </li>
  )
}

function Glyph({ watch, standing }: { readonly watch: WatchView; readonly standing: Standing }) {
  if (standing.isBad) return <StateGlyph glyph="dead" label="Needs you" />
  if (standing.isHeld) return <StateGlyph glyph="held" label="Held by its budget" />
  if (watch.state === 'paused') return <Icon name="pause" className="text-ink-3" />
  if (watch.atWork > 0) return <StateGlyph glyph="running" label="At work" />
  return <Icon name="watches" className="text-ink-3" />
}

const holdWords = ({ opensAt }: Hold, now: number): string =>
  `Day’s budget used up${opensAt === null ? '' : ` until ${beginsAt(opensAt, now)}`}`

/** By which template, and as what. */
function SentAs({ watch: { options, templateName, templateNewest } }: { readonly watch: WatchView }) {
  const { template, promptColumn, results } = options
  const version = template?.version ?? null
  const isOld = version !== null && templateNewest !== null && version < templateNewest
  const by = template
    ? (templateName ?? 'A template that is gone')
    : promptColumn === null
      ? 'The prompt column'
      : `The column ${promptColumn}`
  return (
    <span className="min-w-0">
      <span className={`block truncate ${template && templateName === null ? 'text-dead' : 'text-ink-2'}`} title={by}>
        {by}
      </span>
      <span className="block truncate text-ink-3">
        {template === null
          ? `results as ${formatNames[results.format]}`
          : version === null
            ? 'always the newest version'
            : `version ${version}${isOld ? `, the newest is ${templateNewest}` : ''}`}
      </span>
    </span>
  )
}

function Troubles({ watch, hold }: { readonly watch: WatchView; readonly hold: Hold | undefined }) {
  const { pausedFor, trouble, notes } = watch
  if (pausedFor === null && trouble === null && notes.length === 0 && !hold) return null
  return (
    <div className="-mx-4">
      {hold && <HoldBanner hold={hold} more={0} />}
      {pausedFor !== null && (
        <Banner hue="dead" icon="invalid" title="It paused itself.">
          {pausedFor}
        </Banner>
      )}
      {trouble !== null && (
        <Banner hue="dead" icon="invalid" title="Nothing is taken just now.">
          {trouble}
        </Banner>
      )}
      {notes.map((note) => (
        <Banner key={note} hue="wait" icon="info" title="Not all of it is looked at.">
          {note}
        </Banner>
      ))}
    </div>
  )
}

type OpenFormProps = Pick<WatchRowProps, 'watch' | 'onChanged' | 'onRemoved'> & { readonly onPause: () => void }

function OpenForm({ watch, onChanged, onRemoved, onPause }: OpenFormProps) {
  const form = useWatchForm(watch, onChanged)
  const paused = watch.state === 'paused'
  return (
    <section aria-label="Settings of the folder" className="border-t border-line pt-3.5">
      <WatchForm form={form} label={folderName(watch.folder)} spentToday={watch.spentToday}>
        <Button icon={paused ? 'run' : 'pause'} onClick={onPause}>
          {paused ? 'Resume' : 'Pause'}
        </Button>
        <span className="flex-1" />
        <RemoveWatch watch={watch} onRemoved={onRemoved} />
      </WatchForm>
    </section>
  )
}
