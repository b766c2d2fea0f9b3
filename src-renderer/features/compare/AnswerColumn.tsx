import { type ReactNode, useMemo } from 'react'
import type { ComparedAnswer } from '#shared/contract/compare'
import { useStore } from '../../state/store'
import { Icon } from '../../ui/Icon'
import { IconButton } from '../../ui/IconButton'
import { StateGlyph } from '../../ui/StateGlyph'
import { TextBlocks } from '../../ui/text/TextBlocks'
import { insteadWords, isAnswered, letterOf, usedWords } from './compare-words'
import { DiffText } from './DiffText'
import { diffTexts, prettyJson, type TextDiff } from './diff/diff-texts'

type AnswerColumnProps = {
  readonly place: number
  readonly name: string | null // null: hidden
  readonly answer: ComparedAnswer
  readonly prompt: string | null // its own, where a person wants to see them
  readonly against: { readonly place: number; readonly text: string } | null // what it is compared with
  readonly baseOf: number // so many are compared with it
  readonly isBest: boolean
  readonly onBase: (() => void) | null // null: there is no other choice
}

/** What one variant made of the row. */
export function AnswerColumn({ place, name, answer, prompt, against, baseOf, isBest, onBase }: AnswerColumnProps) {
  const letter = letterOf(place)
  // What a provider says of a failure may tell who it is.
  const instead = insteadWords(answer, name === null)
  const text = isAnswered(answer) ? answer.text : null
  const against_ = against?.text ?? null
  const diff = useMemo(() => (text === null || against_ === null ? null : diffTexts(against_, text)), [text, against_])
  return (
    <article
      aria-label={name === null ? `Answer ${letter}` : `Answer ${letter}, ${name}`}
      className={`flex min-h-0 min-w-0 flex-col overflow-hidden rounded-lg border border-line-strong bg-surface ${isBest ? 'outline-2 -outline-offset-1 outline-ink' : ''}`}
    >
      <header className="flex h-9 shrink-0 items-center gap-2 border-b border-line px-3">
        <span
          aria-hidden
          className={`grid size-[18px] shrink-0 place-items-center rounded-[5px] text-2xs font-semibold ${isBest ? 'bg-primary text-on-primary' : 'bg-selected text-ink-2'}`}
        >
          {letter}
        </span>
        <h2 className="min-w-0 flex-1 truncate text-[12.5px] font-medium" title={name ?? undefined}>
          {name ?? `Answer ${letter}`}
          {name !== null && !name.includes(answer.model) && (
            <span className="font-normal text-ink-3"> {answer.model}</span>
          )}
        </h2>
        {isBest && (
          <span className="flex items-center gap-1 text-xs font-medium">
            <Icon name="check" size={14} />
            Best
          </span>
        )}
        {baseOf > 1 && <span className="text-xs text-ink-3">Base</span>}
        {against && onBase && text !== null && (
          <IconButton icon="compare" size="sm" label={`Compare the others with answer ${letter}`} onClick={onBase} />
        )}
      </header>
      {diff && against && <DiffNote diff={diff} place={against.place} />}
      {baseOf > 0 && <Note>{baseOf === 1 ? 'The other is' : 'The others are'} compared with it.</Note>}
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
        aria-label={`Text of answer ${letter}`}
        data-selectable
        className="min-h-0 flex-1 overflow-y-auto px-3 py-2.5 -outline-offset-2"
      >
        {prompt !== null && (
          <div className="mb-3 rounded-md bg-code px-2.5 py-2 text-xs text-ink-2">
            <h3 className="mb-1 font-medium text-ink-3">Prompt</h3>
            <TextBlocks text={prompt} />
          </div>
        )}
        {instead ? (
          <p className="flex items-start gap-2 text-[12.5px]/[18px]">
            <span className="mt-px">
              <StateGlyph glyph={instead.glyph} />
            </span>
            <span className={instead.glyph === 'dead' ? 'wrap-anywhere text-dead' : 'text-ink-3'}>{instead.text}</span>
          </p>
        ) : diff ? (
          <DiffText diff={diff} />
        ) : (
          <Answer text={text ?? ''} />
        )}
      </section>
      {(name !== null || answer.cut || answer.embedding) && (
        <footer className="tn flex h-7 shrink-0 items-center gap-2 border-t border-line pr-1 pl-3 text-xs text-ink-3">
          <span className="min-w-0 flex-1 truncate">
            {answer.cut ? 'Cut after a million characters. ' : ''}
            {answer.embedding ? 'A vector. ' : ''}
            {name === null ? '' : usedWords(answer)}
          </span>
          {name !== null && (
            <IconButton
              icon="window"
              size="sm"
              label={`Open the task of answer ${letter}`}
              onClick={() => open(answer.taskId)}
            />
          )}
        </footer>
      )}
    </article>
  )
}

/** JSON with a value on a line; all else as it came. */
function Answer({ text }: { readonly text: string }) {
  const json = useMemo(() => prettyJson(text), [text])
  if (text.trim() === '') return <p className="text-ink-3">An empty answer.</p>
  return (
    <div className={json === null ? '' : 'code'}>
      <TextBlocks text={json ?? text} />
    </div>
  )
}

function DiffNote({ diff, place }: { readonly diff: TextDiff; readonly place: number }) {
  const isSame = diff.parts.every(({ kind }) => kind === 'same')
  const what = isSame
    ? `The same as ${letterOf(place)}${diff.json ? ', as JSON' : ''}.`
    : `Against ${letterOf(place)}, by ${diff.json ? 'values of its JSON' : diff.by}.`
  return (
    <Note>
      {what}
      {diff.coarse && ' They differ too much for words: this is rough.'}
    </Note>
  )
}

/** Between its head and its text, so that the texts of all begin on one line. */
const Note = ({ children }: { readonly children: ReactNode }) => (
  <p className="shrink-0 border-b border-line bg-canvas px-3 py-1 text-xs text-ink-3">{children}</p>
)

function open(id: ComparedAnswer['taskId']): void {
  const { goTo, scopeTo, openTask } = useStore.getState()
  goTo('queue')
  scopeTo(null)
  openTask(id)
}
