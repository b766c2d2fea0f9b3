import type { ReactNode } from 'react'
import type { Theme } from '#shared/contract'
import { TopBar } from '../../frame/TopBar'
import { ask } from '../../state/ask'
import type { AppSettings } from '../../state/settings-slice'
import { useStore } from '../../state/store'
import { copy } from '../../state/work'
import { Button } from '../../ui/Button'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { DayBudget } from '../spending/DayBudget'
import { DataBackups } from './DataBackups'
import { DataKeeping } from './DataKeeping'
import { DesktopSection } from './DesktopSection'
import { Shortcuts } from './Shortcuts'

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

const dataNote = 'Prompts, results and every attempt lie here, on this computer only.'
const keychainNote =
  'Of a key that is set, the window knows only the last four characters. Values of extra headers and the passwords of proxies are kept the same way.'
const noKeychainNote =
  'This system has no keychain. A key is kept until the app closes, unless you choose under Providers to keep it on this disk unprotected. Values of extra headers and the passwords of proxies lie in the data file in clear.'

const budgetNote =
  'What all calls of a day may cost. Before each call the most that it can cost is put by, so the budget is not passed; what does not fit waits in line until midnight. Each batch may have a budget of its own.'

/** The app's own settings, and where things are. */
export function SettingsView() {
  const settings = useStore((store) => store.settings)
  return (
    <>
      <TopBar title="Settings" />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-8">
        {settings && (
          <div className="max-w-[820px]">
            <AppFacts settings={settings} />
            <section aria-labelledby="spend-heading" className="border-b border-line py-4">
              <h2 id="spend-heading" className="font-medium">
                Spending
              </h2>
              <p className="mt-0.5 mb-3 max-w-[68ch] text-xs text-ink-3">{budgetNote}</p>
              <DayBudget />
            </section>
            <DesktopSection />
            <DataKeeping />
            <DataBackups />
            <Shortcuts />
          </div>
        )}
      </div>
    </>
  )
}

function AppFacts({ settings }: { readonly settings: AppSettings }) {
  const { theme, dataDir, keychain, version } = settings
  return (
    <dl>
      <Fact title="Theme" note={theme === 'system' ? 'Follows the system, and changes with it.' : undefined}>
        <SegmentedControl
          label="Theme"
          value={theme}
          segments={themes}
          onChange={(next) => void chooseTheme(theme, next)}
        />
      </Fact>
      <Fact title="Data" note={dataNote}>
        <span data-selectable className="code min-w-0 truncate" title={dataDir}>
          {dataDir}
        </span>
        <Button size="sm" icon="copy" onClick={() => void copy(dataDir, 'The path')}>
          Copy path
        </Button>
      </Fact>
      <Fact title="Keys" note={keychain ? keychainNote : noKeychainNote}>
        {keychain ? 'In the system keychain' : 'Until the app closes'}
      </Fact>
      <Fact title="Version">
        <span data-selectable className="tn">
          Trilane {version}
        </span>
      </Fact>
    </dl>
  )
}

async function chooseTheme(before: Theme, theme: Theme) {
  const { themeChosen } = useStore.getState()
  themeChosen(theme)
  if (!(await ask('saveSettings', { theme }, { failed: 'The theme was not saved' }))) themeChosen(before)
}

type FactProps = { readonly title: string; readonly note?: string; readonly children: ReactNode }

function Fact({ title, note, children }: FactProps) {
  return (
    <div className="grid grid-cols-[104px_minmax(0,1fr)] gap-x-4 border-b border-line py-3.5">
      <dt className="flex h-7 items-center font-medium">{title}</dt>
      <dd className="min-w-0">
        <div className="flex min-h-7 min-w-0 items-center gap-2">{children}</div>
        {note && <p className="mt-1 max-w-[68ch] text-xs text-ink-3">{note}</p>}
      </dd>
    </div>
  )
}
