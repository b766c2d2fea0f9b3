import { TopBar } from '../../frame/TopBar'
import { useStore } from '../../state/store'
import { ShortcutList } from '../shortcuts/ShortcutList'
import { DayBudget } from '../spending/DayBudget'
import { About } from './About'
import { Appearance } from './Appearance'
import { DataBackups } from './DataBackups'
import { DataKeeping } from './DataKeeping'
import { DeadLetterAlerts } from './DeadLetterAlerts'
import { DesktopSection } from './DesktopSection'
import { NetworkAndKeys } from './NetworkAndKeys'
import { Section } from './Section'
import { Sleep } from './Sleep'

const budgetNote =
  'What all calls of a day may cost. Before each call the most that it can cost is put by, so the budget is not passed; what does not fit waits in line until midnight. Each batch may have a budget of its own.'
const keysNote = 'Single keys work while no text field has the focus.'

/** The app's own settings, and where things are. */
export function SettingsView() {
  const settings = useStore((store) => store.settings)
  return (
    <>
      <TopBar title="Settings" />
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        aria-label="Settings"
        className="min-h-0 flex-1 overflow-y-auto px-4 pb-8 -outline-offset-2"
      >
        {settings && (
          <div className="max-w-[820px]">
            <Appearance settings={settings} />
            <Section of="spending" title="Day budget" note={budgetNote}>
              <DayBudget inColumns />
            </Section>
            <Sleep settings={settings} />
            <DesktopSection />
            <DeadLetterAlerts />
            <DataKeeping />
            <DataBackups />
            <NetworkAndKeys settings={settings} />
            <Section of="keyboard" title="Keyboard" note={keysNote}>
              <ShortcutList />
            </Section>
            <About settings={settings} />
          </div>
        )}
      </section>
    </>
  )
}
