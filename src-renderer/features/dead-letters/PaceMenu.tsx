import { Popover } from '@base-ui/react/popover'
import { useId, useState } from 'react'
import type { ReleasePace } from '#shared/release'
import { Icon } from '../../ui/Icon'
import { Input } from '../../ui/Input'
import { RadioMark } from '../../ui/RadioMark'
import { Switch } from '../../ui/Switch'
import { paceWords, usePace } from './release-pace'

type PaceMenuProps = {
  readonly withAsk: boolean // also whether the rest goes by itself; once it is decided, only how fast
  readonly pace?: ReleasePace // of the one at hand; left out: as was chosen last
  readonly onPace?: (pace: ReleasePace) => void
}

/** How fast the rest goes back, and whether by itself. What is chosen is remembered. */
export function PaceMenu({ withAsk, pace: own, onPace }: PaceMenuProps) {
  const { pace: last, byItself, choose } = usePace()
  const pace = own ?? last
  const set = (next: ReleasePace) => {
    choose({ pace: next })
    onPace?.(next)
  }
  const words = withAsk ? `${byItself ? 'By itself' : 'Ask me'}, ${paceWords(pace)}` : capital(paceWords(pace))
  return (
    <Popover.Root modal>
      <Popover.Trigger
        aria-label={`How the others go back: ${words}`}
        className="-mx-1 inline-flex h-6 min-w-0 max-w-[calc(100%+8px)] items-center gap-1 rounded-[6px] px-1 font-medium text-ink-2 hover:bg-hover hover:text-ink"
      >
        <span className="tn truncate">{words}</span>
        <Icon name="choose" size={12} className="text-ink-3" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="start" className="z-50">
          <Popover.Popup
            aria-label="How the others go back"
            className="w-64 rounded-lg bg-raised p-3 text-xs shadow-2 outline-none"
          >
            {withAsk && (
              <div className="mb-3 border-b border-line pb-3">
                <Switch
                  label="When it succeeds, requeue the rest"
                  checked={byItself}
                  onChange={(on) => choose({ byItself: on })}
                />
                <p className="mt-1 text-ink-3">
                  {byItself ? 'By itself, also while nobody looks.' : 'Its answer is shown, and you decide.'}
                </p>
              </div>
            )}
            <Paces pace={pace} onChange={set} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

type PacesProps = { readonly pace: ReleasePace; readonly onChange: (pace: ReleasePace) => void }

function Paces({ pace, onChange }: PacesProps) {
  const name = useId()
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium text-ink-2">How fast the rest goes back</legend>
      <div className="flex h-7 items-center gap-2">
        <RadioMark
          name={name}
          label="All at once"
          checked={pace.kind === 'all'}
          onChoose={() => onChange({ kind: 'all' })}
        />
        <span>All at once</span>
      </div>
      <Counted name={name} kind="together" usual={5} most={1_000} pace={pace} onChange={onChange}>
        at a time
      </Counted>
      <Counted name={name} kind="per_minute" usual={20} most={10_000} pace={pace} onChange={onChange}>
        a minute
      </Counted>
      <p className="mt-1 text-ink-3">Lanes and provider limits hold besides.</p>
    </fieldset>
  )
}

type CountedProps = PacesProps & {
  readonly name: string
  readonly kind: 'together' | 'per_minute'
  readonly usual: number
  readonly most: number
  readonly children: string
}

function Counted({ name, kind, usual, most, pace, onChange, children }: CountedProps) {
  const known = pace.kind === kind ? pace.n : usual
  const [text, setText] = useState(String(known))
  const n = Number(text)
  const isRight = /^\d+$/.test(text.trim()) && n >= 1 && n <= most
  const take = (typed: string) => {
    setText(typed)
    const value = Number(typed)
    if (/^\d+$/.test(typed.trim()) && value >= 1 && value <= most) onChange({ kind, n: value })
  }
  return (
    <div className="flex items-start gap-2">
      <span className="grid h-7 place-items-center">
        <RadioMark
          name={name}
          label={`${known} ${children}`}
          checked={pace.kind === kind}
          onChoose={() => onChange({ kind, n: isRight ? n : known })}
        />
      </span>
      <div className="w-16">
        <Input
          label={kind === 'together' ? 'How many at a time' : 'How many a minute'}
          hideLabel
          value={text}
          inputMode="numeric"
          autoComplete="off"
          error={isRight ? null : `1 to ${most.toLocaleString()}`}
          onChange={(event) => take(event.target.value)}
        />
      </div>
      <span className="flex h-7 items-center">{children}</span>
    </div>
  )
}
