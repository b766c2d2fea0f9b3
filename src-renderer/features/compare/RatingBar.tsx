import { type Ref, useState } from 'react'
import type { ComparedAnswer, ComparedRow } from '#shared/contract/compare'
import { longestNote, type RatingChoice } from '#shared/rating'
import { formatMoment } from '../../format'
import { Button } from '../../ui/Button'
import { choiceWords, isAnswered, isSameChoice, keyOf, letterOf, whyNot } from './compare-words'

type RatingBarProps = {
  readonly row: ComparedRow
  readonly answers: readonly ComparedAnswer[] // in the order in which they stand
  readonly names: readonly string[] | null // in that order; null: hidden
  readonly draft: string | undefined
  readonly noteRef: Ref<HTMLInputElement>
  readonly onDraft: (text: string) => void
  readonly onRate: (choice: RatingChoice | null, goesOn?: boolean) => void
}

/** Which answer is the best, with a key for each; and why. */
export function RatingBar({ row, answers, names, draft, noteRef, onDraft, onRate }: RatingBarProps) {
  const { rating } = row
  const choice = rating && !rating.stale ? rating.choice : null
  const why = whyNot(row)
  const nameOf = (variant: number) => {
    const place = answers.findIndex((answer) => answer.variant === variant)
    return names?.[place] ?? letterOf(place)
  }
  const look = (one: RatingChoice) => (isSameChoice(choice, one) ? 'primary' : 'default')
  const button = (one: RatingChoice, label: string, keys: string, isOff = false) => (
    <Button
      key={label}
      look={look(one)}
      keys={keys}
      aria-pressed={isSameChoice(choice, one)}
      disabled={why !== null || isOff}
      onClick={() => onRate(one)}
    >
      {label}
    </Button>
  )
  return (
    <section aria-label="Rating" className="shrink-0 border-t border-line bg-canvas px-4 py-2">
      {(why !== null || rating !== null) && (
        <p className="mb-1.5 flex min-h-[18px] items-center gap-2 text-xs text-ink-3">
          <span className="min-w-0 flex-1 truncate">
            {rating?.stale && (
              <span className="text-ink-2">
                {`An answer changed since you rated it (${choiceWords(rating.choice, nameOf)}, ${formatMoment(rating.ratedAt)}). Rate it again. `}
              </span>
            )}
            {why ??
              (rating && !rating.stale
                ? `${choiceWords(rating.choice, nameOf)}. Rated ${formatMoment(rating.ratedAt)}${rating.blind ? ', with names hidden' : ''}.`
                : '')}
          </span>
          {rating && (
            <Button size="sm" look="ghost" onClick={() => onRate(null, false)}>
              Remove the rating
            </Button>
          )}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-1.5">
        <fieldset className="flex flex-wrap items-center gap-1.5">
          <legend className="sr-only">Which is the best</legend>
          {answers.map((answer, place) =>
            button(
              { kind: 'best', variant: answer.variant },
              `${letterOf(place)} is best`,
              keyOf(place),
              !isAnswered(answer),
            ),
          )}
          {button({ kind: 'tie' }, 'As good', '0')}
          {button({ kind: 'none' }, 'None good', 'X')}
        </fieldset>
        <Note
          key={row.row}
          kept={draft ?? rating?.note ?? ''}
          saved={rating?.note ?? ''}
          inputRef={noteRef}
          onDraft={onDraft}
          onSave={choice === null ? null : () => onRate(choice, false)}
        />
      </div>
    </section>
  )
}

type NoteProps = {
  readonly kept: string
  readonly saved: string
  readonly inputRef: Ref<HTMLInputElement>
  readonly onDraft: (text: string) => void
  readonly onSave: (() => void) | null // null: the row has no rating yet, and the note goes with it
}

function Note({ kept, saved, inputRef, onDraft, onSave }: NoteProps) {
  const [text, setText] = useState(kept)
  const isOpen = text.trim() !== saved
  const leave = (input: HTMLInputElement) => input.blur()
  return (
    <span className="flex min-w-[180px] flex-1 items-center gap-2">
      <input
        ref={inputRef}
        aria-label="Note on this row"
        placeholder="Note (E)"
        maxLength={longestNote}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          onDraft(event.target.value)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return
          event.stopPropagation()
          if (event.key === 'Enter' && isOpen) onSave?.()
          leave(event.currentTarget)
        }}
        className="edge-strong h-7 min-w-0 flex-1 rounded-md bg-surface px-2 placeholder:text-ink-3"
      />
      {isOpen && (
        <span className="text-xs whitespace-nowrap text-ink-3">
          {onSave ? 'Enter saves it' : 'Saved with the rating'}
        </span>
      )}
    </span>
  )
}
