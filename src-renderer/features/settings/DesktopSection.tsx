import type { ReactNode } from 'react'
import type { NotificationKind } from '#shared/desktop'
import { isMac } from '../../platform'
import { Switch } from '../../ui/Switch'
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
  if (!desktop) return null
  const { notify, can } = desktop
  return (
    <section aria-labelledby="desktop-heading" className="border-b border-line py-4">
      <h2 id="desktop-heading" className="font-medium">
        Notifications and {tray}
      </h2>
      <p className="mt-0.5 max-w-[68ch] text-xs text-ink-3">{note}</p>
      <div className="mt-3 flex flex-col gap-2.5">
        <Group title="Notify me when" note={can.notify ? undefined : 'This desktop shows no notifications.'}>
          {kinds.map(({ kind, label }) => (
            <Switch
              key={kind}
              label={label}
              checked={notify[kind]}
              disabled={!can.notify}
              onChange={(on) => void save({ notify: { ...notify, [kind]: on } })}
            />
          ))}
        </Group>
        <Group title={isMac ? 'Menu bar' : 'Tray'} note={can.tray ? undefined : 'This desktop has no place for it.'}>
          <Switch
            label={`Counts, pause and resume in the ${tray}`}
            checked={desktop.tray}
            disabled={!can.tray}
            onChange={(on) => void save({ tray: on })}
          />
        </Group>
      </div>
    </section>
  )
}

type GroupProps = { readonly title: string; readonly note: string | undefined; readonly children: ReactNode }

function Group({ title, note, children }: GroupProps) {
  return (
    <div className="grid grid-cols-[176px_minmax(0,1fr)] gap-x-4">
      <h3 className="flex min-h-7 items-center self-start text-ink-2">{title}</h3>
      <div className="flex min-w-0 flex-col *:min-h-7">{children}</div>
      {note && <p className="col-start-2 text-xs text-ink-3">{note}</p>}
    </div>
  )
}
