import type { NotificationKind } from '#shared/desktop'
import { settingsSections } from '../../actions/settings-sections'
import { isMac } from '../../platform'
import { Switch } from '../../ui/Switch'
import { Line, Section } from './Section'
import { StartAtLogin } from './StartAtLogin'
import { useDesktop } from './use-desktop'

const note =
  'While another app is in front. Each kind comes at most once a minute and says how many there were; a click opens what it is about.'

const kinds: readonly { readonly kind: NotificationKind; readonly label: string }[] = [
  { kind: 'batch_done', label: 'A batch is done' },
  { kind: 'dead_letters', label: 'Tasks became dead letters' },
  { kind: 'needs_person', label: 'A provider needs you, such as for a new key' },
]
const tray = isMac ? 'menu bar' : 'tray'

/** What the system tells of the app while its windows are not looked at. */
export function DesktopSection() {
  const { desktop, save } = useDesktop()
  const { title } = settingsSections.desktop
  if (!desktop) return <Section of="desktop" title={title} note={note} />
  const { notify, can, background = false } = desktop
  return (
    <Section of="desktop" title={title} note={note}>
      <dl>
        <Line title="Notify me when" note={can.notify ? undefined : 'This desktop shows no notifications.'}>
          <div className="flex min-w-0 flex-col *:min-h-7">
            {kinds.map(({ kind, label }) => (
              <Switch
                key={kind}
                label={label}
                checked={notify[kind]}
                disabled={!can.notify}
                onChange={(on) => void save({ notify: { ...notify, [kind]: on } })}
              />
            ))}
          </div>
        </Line>
        <Line title={isMac ? 'Menu bar' : 'Tray'} note={can.tray ? undefined : 'This desktop has no place for it.'}>
          <div className="flex min-w-0 flex-col *:min-h-7">
            <Switch
              label={`Counts, pause and resume in the ${tray}`}
              checked={desktop.tray}
              disabled={!can.tray}
              onChange={(on) => void save({ tray: on })}
            />
            {/* A Mac's app goes on by itself. */}
            {!isMac && (
              <Switch
                label="Go on there when the window is closed"
                checked={background && can.tray && desktop.tray}
                disabled={!can.tray || !desktop.tray}
                onChange={(on) => void save({ background: on })}
              />
            )}
          </div>
        </Line>
        <StartAtLogin />
      </dl>
    </Section>
  )
}
