import type { Density } from '#shared/table-layout'
import { formatTime } from '../../format'
import { saveSetting } from '../../state/save-setting'
import type { AppSettings } from '../../state/settings-slice'
import { useStore } from '../../state/store'
import { setDensity } from '../../state/table-layout'
import { Button } from '../../ui/Button'
import { Menu } from '../../ui/Menu'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { useNow } from '../../use-now'
import { ColumnSwitches } from '../queue/ColumnItems'
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

const densities: readonly { readonly value: Density; readonly label: string }[] = [
  { value: 'compact', label: 'Compact' },
  { value: 'normal', label: 'Normal' },
  { value: 'roomy', label: 'Roomy' },
]
const columns = (
  <Button size="sm" icon="rules">
    Columns
  </Button>
)

/** How the window looks, and how it tells the time. */
export function Appearance({ settings: { theme, timeFormat } }: { readonly settings: AppSettings }) {
  const now = useNow()
  const density = useStore((store) => store.layout.density)
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
        <Line title="Rows of the queue">
          <SegmentedControl label="Rows of the queue" value={density} segments={densities} onChange={setDensity} />
          <Menu trigger={columns}>
            <ColumnSwitches />
          </Menu>
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
