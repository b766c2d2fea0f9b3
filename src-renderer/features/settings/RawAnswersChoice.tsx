import type { RawAnswers } from '#shared/retention'
import { longestAnswer } from '#shared/wire'
import { Button } from '../../ui/Button'
import { Select } from '../../ui/Select'
import { Switch } from '../../ui/Switch'
import { formatBytes } from '../import/format-bytes'
import { Line } from './Section'

type RawAnswersProps = {
  readonly chosen: RawAnswers
  readonly bytes: number // that they take now
  readonly onChange: (next: RawAnswers) => void
  readonly onDrop: () => void
}

const choices = [50, 200, 1_000, 5_000]
const mbWords = (mb: number): string => (mb % 1_000 === 0 ? `${mb / 1_000} GB` : `${mb.toLocaleString()} MB`)

/** Whether the raw answers of calls that succeeded are kept, and in how much room. */
export function RawAnswersChoice({ chosen, bytes, onChange, onDrop }: RawAnswersProps) {
  const sizes = choices.includes(chosen.maxMb) ? choices : [...choices, chosen.maxMb]
  const note = `As they came, with keys masked: up to ${longestAnswer / 1_024} kB of each and ${mbWords(chosen.maxMb)} in all. Then the oldest go first. They are removed with the answer of their task. Failures are always kept.`
  return (
    <Line title="Raw answers" note={note}>
      <Switch
        label="Keep raw answers that succeeded too"
        checked={chosen.keep}
        onChange={(keep) => onChange({ ...chosen, keep })}
      />
      {chosen.keep && (
        <div className="w-24 shrink-0">
          <Select
            label="Room for raw answers"
            hideLabel
            value={String(chosen.maxMb)}
            options={sizes.map((mb) => ({ value: String(mb), label: mbWords(mb) }))}
            onChange={(mb) => onChange({ ...chosen, maxMb: Number(mb) })}
          />
        </div>
      )}
      {bytes > 0 && (
        <>
          <span className="tn text-xs text-ink-3">{formatBytes(bytes)} kept</span>
          <Button size="sm" look="ghost" onClick={onDrop}>
            Remove them
          </Button>
        </>
      )}
    </Line>
  )
}
