import { useState } from 'react'
import { formatMoment } from '../../format'
import { Input } from '../../ui/Input'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { useNow } from '../../use-now'
import { useWindowKey } from '../../use-window-key'
import { readStart, startExamples } from '../task-changes/when-text'
import { type Asked, setAction } from './pending'
import { type SnoozeTime, snoozeNames, snoozeTimes, snoozeUntil } from './snooze-times'

/** Until when letters are put away. Digits choose. */
export function SnoozeFields({ asked }: { readonly asked: Asked }) {
  const now = useNow()
  const [time, setTime] = useState<SnoozeTime>('tomorrow')
  const [text, setText] = useState('')
  const times = snoozeTimes(now)
  const read = readStart(text, now)
  const choose = (next: SnoozeTime) => {
    setTime(next)
    const until = next === 'other' ? null : snoozeUntil(next, now)
    setAction(until === null ? null : { kind: 'snooze', until })
  }
  useWindowKey((event) => {
    const next = times[Number(event.key) - 1]
    if (!next || event.target instanceof HTMLInputElement) return
    event.preventDefault()
    choose(next)
  })
  return (
    <fieldset className="flex flex-wrap items-center gap-2">
      <legend className="sr-only">Until when {asked.name}</legend>
      <SegmentedControl
        label="Until"
        value={time}
        segments={times.map((value) => ({ value, label: snoozeNames[value] }))}
        onChange={choose}
      />
      {time === 'other' ? (
        <div className="w-44">
          <Input
            label="Until"
            hideLabel
            autoFocus
            height="sm"
            placeholder={startExamples[3]}
            value={text}
            error={text !== '' && read.kind === 'unreadable' ? read.advice : null}
            onChange={({ target: { value } }) => {
              setText(value)
              const at = readStart(value, now)
              setAction(at.kind === 'at' ? { kind: 'snooze', until: at.at } : null)
            }}
          />
        </div>
      ) : (
        <span className="tn text-ink-3">{formatMoment(snoozeUntil(time, now) ?? now)}</span>
      )}
    </fieldset>
  )
}
