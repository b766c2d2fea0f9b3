import { Fragment } from 'react'
import type { AttemptThen } from '#shared/attempt-then'
import { gateWords, limitsWords, notKeptWords, rulesWords } from '#shared/attempt-then-words'
import type { Attempt } from '#shared/task'
import { formatClock, formatCount, formatSpan } from '../../format'

const formats = { span: formatSpan, moment: formatClock, number: formatCount }

type HeldThenProps = { readonly then: AttemptThen | null; readonly attempt: Attempt }

/** What held when an attempt was made that did not succeed: its gate, the limits in force, and the rules that decided what came next. */
export function HeldThen({ then, attempt }: HeldThenProps) {
  const facts = then ? factsOf(then, attempt) : []
  return (
    <section aria-label="At the time" className="mt-4 border-t border-line pt-3 text-xs/[17px]">
      <h4 className="mb-1.5 font-medium text-ink-2">At the time</h4>
      {then ? (
        <dl className="grid grid-cols-[minmax(52px,auto)_minmax(0,1fr)] gap-x-4 gap-y-1">
          {facts.map(({ name, value }) => (
            <Fragment key={name}>
              <dt className="text-ink-3">{name}</dt>
              <dd data-selectable className="wrap-anywhere">
                {value}
              </dd>
            </Fragment>
          ))}
        </dl>
      ) : (
        <p className="text-ink-3">{notKeptWords(attempt)}</p>
      )}
    </section>
  )
}

function factsOf(then: AttemptThen, { model }: Attempt) {
  const gates = then.gates.flatMap((gate, at) => {
    const of = at === 0 ? '' : ` of ${gate.model === model ? 'the first key' : gate.model}`
    const limits = limitsWords(gate, formats)
    return [
      { name: `Gate${of}`, value: capital(gateWords(gate, formats)) },
      ...(limits === null ? [] : [{ name: `Limits${of}`, value: limits }]),
    ]
  })
  return [...gates, { name: 'Rules', value: rulesWords(then, formats) }]
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
