import { useRef, useState } from 'react'
import { blindOrder } from '#shared/rating'
import type { BatchId } from '#shared/task'
import { useProvidedActions } from '../../actions/provided'
import { TopBar } from '../../frame/TopBar'
import { useStore } from '../../state/store'
import { showBatch } from '../../state/work'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { IconButton } from '../../ui/IconButton'
import { Menu, MenuItem } from '../../ui/Menu'
import { SkeletonRows } from '../../ui/Skeleton'
import { AnswerColumn } from './AnswerColumn'
import { CompareBar } from './CompareBar'
import { isAnswered } from './compare-words'
import { NothingShown } from './NothingShown'
import { RatingBar } from './RatingBar'
import { SourceRow } from './SourceRow'
import { useCompareKeys } from './use-compare-keys'
import { useComparison } from './use-comparison'

/** The answers of a batch's variants beside each other, row by row. */
export function CompareView() {
  const batchId = useStore((store) => store.comparing)
  return batchId === null ? <NoBatch /> : <Comparing key={batchId} batchId={batchId} />
}

function NoBatch() {
  return (
    <>
      <TopBar title="Compare" />
      <EmptyState title="No batch is chosen.">Choose Compare in the menu of a batch with several variants.</EmptyState>
    </>
  )
}

function Comparing({ batchId }: { readonly batchId: BatchId }) {
  const view = useComparison(batchId)
  const { comparison, shown, isBlind } = view
  const [isDiff, setDiff] = useState(false)
  const [prompts, setPrompts] = useState(false)
  const [base, setBase] = useState(0) // the place of the answer that the others are compared with
  const note = useRef<HTMLInputElement>(null)
  const order = isBlind
    ? blindOrder(shown?.answers.map(({ variant }) => variant) ?? [], batchId, shown?.row ?? 0)
    : shown?.answers.map(({ variant }) => variant)
  const answers = (order ?? []).flatMap((variant) => shown?.answers.find((answer) => answer.variant === variant) ?? [])
  const nameOf = (variant: number) => comparison?.variants.find((each) => each.variant === variant)?.name ?? ''
  const [first] = answers
  const isOnePrompt = answers.every(({ prompt }) => prompt === first?.prompt)
  const basis = answers[base] ?? first
  const canCompare = basis !== undefined && isAnswered(basis)
  const leave = () => showBatch(batchId)
  const pick = (place: number) => {
    const answer = answers[place]
    if (answer && shown?.canRate && isAnswered(answer)) void view.rate({ kind: 'best', variant: answer.variant })
  }
  const rateAs = (kind: 'tie' | 'none') => () => {
    if (shown?.canRate) void view.rate({ kind })
  }
  useCompareKeys({
    ...{ pick, tie: rateAs('tie'), none: rateAs('none'), leave },
    undo: () => void view.takeBack(),
    step: (move) => void view.step(move),
    toNextToRate: () => void view.toNextToRate(),
    diff: () => setDiff(!isDiff),
    blind: () => view.hideNames(!isBlind),
    note: () => note.current?.focus(),
  })
  useProvidedActions([
    {
      id: 'compare-diff',
      group: 'do',
      title: 'Show what differs',
      icon: 'compare',
      keys: 'D',
      run: () => setDiff(!isDiff),
    },
    {
      ...{ id: 'compare-blind', group: 'do', icon: 'hidden', keys: 'H', words: 'blind anonymous' },
      title: isBlind ? 'Show names of variants' : 'Hide names of variants',
      run: () => view.hideNames(!isBlind),
    },
    {
      ...{ id: 'compare-export', group: 'do', title: 'Export the ratings as CSV', icon: 'export' },
      run: () => void view.exportRatings('csv'),
    },
    {
      ...{ id: 'compare-export-jsonl', group: 'do', title: 'Export the ratings as JSON Lines', icon: 'export' },
      run: () => void view.exportRatings('jsonl'),
    },
  ])
  const rating = shown?.rating && !shown.rating.stale ? shown.rating.choice : null
  return (
    <>
      <TopBar title="Compare">
        <span className="min-w-0 truncate text-xs text-ink-3">{comparison?.name}</span>
        <span className="flex-1" />
        <Button
          look={isBlind ? 'default' : 'ghost'}
          icon="hidden"
          keys="H"
          aria-pressed={isBlind}
          onClick={() => view.hideNames(!isBlind)}
        >
          {isBlind ? 'Names hidden' : 'Hide names'}
        </Button>
        <Button
          look={isDiff ? 'default' : 'ghost'}
          icon="compare"
          keys="D"
          aria-pressed={isDiff}
          onClick={() => setDiff(!isDiff)}
        >
          Differences
        </Button>
        <Menu
          align="end"
          trigger={
            <Button look="ghost" icon="export">
              Export ratings
            </Button>
          }
        >
          <MenuItem icon="file-table" onClick={() => void view.exportRatings('csv')}>
            As CSV…
          </MenuItem>
          <MenuItem icon="file-json" onClick={() => void view.exportRatings('jsonl')}>
            As JSON Lines…
          </MenuItem>
        </Menu>
        <IconButton icon="close" label="Back to the batch" keys="Esc" onClick={leave} />
      </TopBar>
      {comparison && <CompareBar view={view} comparison={comparison} />}
      <p role="status" className="sr-only">
        {view.said}
      </p>
      {shown ? (
        <>
          <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
            <SourceRow
              key={shown.row}
              row={shown}
              columns={comparison?.columns ?? null}
              prompt={isOnePrompt ? (first?.prompt ?? null) : null}
              promptsShown={prompts}
              onPrompts={isOnePrompt || isBlind ? null : () => setPrompts(!prompts)}
            />
            <section
              aria-label={`Answers to row ${shown.row}`}
              className="grid min-h-[220px] flex-1 auto-cols-[minmax(min(250px,100%),1fr)] grid-flow-col grid-rows-[minmax(0,1fr)] gap-2 overflow-x-auto overflow-y-hidden p-2"
            >
              {answers.map((answer, place) => (
                <AnswerColumn
                  key={`${shown.row} ${answer.variant}`}
                  place={place}
                  name={isBlind ? null : nameOf(answer.variant)}
                  answer={answer}
                  prompt={prompts && !isOnePrompt && !isBlind ? answer.prompt : null}
                  against={
                    isDiff && canCompare && answer !== basis
                      ? { place: answers.indexOf(basis), text: basis.text ?? '' }
                      : null
                  }
                  baseOf={isDiff && canCompare && answer === basis ? answers.length - 1 : 0}
                  isBest={rating?.kind === 'best' && rating.variant === answer.variant}
                  onBase={answers.length > 2 ? () => setBase(place) : null}
                />
              ))}
            </section>
          </div>
          <RatingBar
            row={shown}
            answers={answers}
            names={isBlind ? null : answers.map(({ variant }) => nameOf(variant))}
            draft={view.draftOf(shown.row)}
            noteRef={note}
            onDraft={(text) => view.keepDraft(shown.row, text)}
            onRate={(choice, goesOn) => void view.rate(choice, goesOn)}
          />
        </>
      ) : view.problem !== null ? (
        <EmptyState title="The answers could not be compared.">
          <span data-selectable>{view.problem}</span>
        </EmptyState>
      ) : shown === null && comparison ? (
        <NothingShown view={view} comparison={comparison} />
      ) : (
        <SkeletonRows count={6} />
      )}
    </>
  )
}
