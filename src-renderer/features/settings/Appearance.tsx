import { formatTime } from '../../format'
import { saveSetting } from '../../state/save-setting'
import type { AppSettings } from '../../state/settings-slice'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { useNow } from '../../use-now'
import { Line, Section } from './Section'

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const
const timeFormats = [
  { value: 'system', label: 'System' },
  { value: '24', label: '24 hours' },
  { value: '12', label: '12 hours' },
] as const

/** How the window looks, and how it tells the time. */
export function Appearance({ settings: { theme, timeFormat } }: { readonly settings: AppSettings }) {
  const now = useNow()
  return (
    <Section of="appearance" title="Appearance">
      <dl>
        <Line title="Theme" note={theme === 'system' ? 'Follows the system, and changes with it.' : undefined}>
          <SegmentedControl
            label="Theme"
            value={theme}
            segments={themes}
            onChange={(next) => void saveSetting('theme', next)}
          />
        </Line>
        <Line title="Clock">
          <SegmentedControl
            label="Clock"
            value={timeFormat}
            segments={timeFormats}
            onChange={(next) => void saveSetting('timeFormat', next)}
          />
          <span className="tn text-xs text-ink-3">It is {formatTime(now)}</span>
        </Line>
      </dl>
    </Section>
  )
}
