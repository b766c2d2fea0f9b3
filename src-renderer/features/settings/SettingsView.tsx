import type { ReactNode } from 'react'
import type { Theme } from '#shared/contract'
import { TopBar } from '../../frame/TopBar'
import { ask } from '../../state/ask'
import type { AppSettings } from '../../state/settings-slice'
import { useStore } from '../../state/store'
import { copy } from '../../state/work'
import { Button } from '../../ui/Button'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { Shortcuts } from './Shortcuts'

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

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
      <Fact title="Theme">
        <SegmentedControl
          label="Theme"
          value={theme}
          segments={themes}
          onChange={(next) => void chooseTheme(theme, next)}
        />
        {theme === 'system' && <Note>Follows the system, and changes with it.</Note>}
      </Fact>
      <Fact title="Data">
        <div className="flex min-w-0 items-center gap-2">
          <span data-selectable className="code min-w-0 truncate" title={dataDir}>
            {dataDir}
          </span>
          <Button size="sm" icon="copy" onClick={() => void copy(dataDir, 'The path')}>
            Copy path
          </Button>
        </div>
        <Note>
          Prompts, results and every attempt lie here, on this computer only. To keep a copy, close Trilane and copy the
          folder.
        </Note>
      </Fact>
      <Fact title="Keys">
        {keychain ? 'In the system keychain' : 'Until the app closes'}
        <Note>
          {keychain
            ? 'Of a key that is set, the window knows only the last four characters.'
            : 'This system has no keychain. A key is kept until the app closes, unless you choose under Providers to keep it on this disk unprotected.'}
        </Note>
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

function Fact({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="grid grid-cols-[104px_minmax(0,1fr)] gap-x-4 border-b border-line py-4">
      <dt className="pt-[3px] font-medium">{title}</dt>
      <dd className="min-h-7 min-w-0 pt-[3px]">{children}</dd>
    </div>
  )
}

const Note = ({ children }: { readonly children: ReactNode }) => (
  <p className="mt-1.5 max-w-[68ch] text-xs text-ink-3">{children}</p>
)
