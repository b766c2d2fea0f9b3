import { memo } from 'react'
import type { TextDiff } from './diff/diff-texts'

const words = {
  same: '',
  removed: 'mx-px rounded-[2px] bg-del-word text-inherit line-through decoration-dead/60',
  added: 'mx-px rounded-[2px] bg-add-word text-inherit underline decoration-ok/60 underline-offset-2',
}
const lines = { same: '', removed: 'bg-del-line', added: 'bg-add-line' }
const signs = { same: '', removed: '−', added: '+' }
const tags = { same: 'span', removed: 'del', added: 'ins' } as const

/** What changes from one text to another: within its words, or line by line with a sign before each. What a colour says, a sign or a stroke says too. */
export const DiffText = memo(function DiffText({ diff }: { readonly diff: TextDiff }) {
  if (diff.by === 'words')
    return (
      <div className="whitespace-pre-wrap wrap-anywhere">
        {keyed(diff.parts).map(({ key, kind, text }) => {
          const Tag = tags[kind]
          return (
            <Tag key={key} className={words[kind]}>
              {text}
            </Tag>
          )
        })}
      </div>
    )
  return (
    <div className="code">
      {keyed(diff.parts).map(({ key, kind, text }) => {
        const Tag = tags[kind]
        return (
          <Tag key={key} className={`-mx-3 block px-3 no-underline ${lines[kind]}`}>
            {linesOf(kind, text).map(({ at, line }) => (
              <span key={at} className="grid grid-cols-[12px_minmax(0,1fr)]">
                <span className="text-ink-3 select-none">{signs[kind]}</span>
                <span className="min-h-[1lh] whitespace-pre-wrap wrap-anywhere">{line}</span>
              </span>
            ))}
          </Tag>
        )
      })}
    </div>
  )
})

/** Each of a change for itself, with its sign; what is the same, and a change of very many, as one. */
function linesOf(kind: TextDiff['parts'][number]['kind'], text: string) {
  const whole = text.replace(/\n$/, '')
  const all = kind === 'same' ? [whole] : whole.split('\n')
  const shown = all.length > mostSigned ? [whole] : all
  let at = 0
  return shown.map((line) => {
    const from = at
    at += line.length + 1
    return { at: from, line }
  })
}
const mostSigned = 400

/** By the place where it begins. */
function keyed(parts: TextDiff['parts']) {
  let at = 0
  return parts.map((part) => {
    const key = `${part.kind} ${at}`
    at += part.text.length
    return { ...part, key }
  })
}
