import { saveSetting } from '../../state/save-setting'
import type { AppSettings } from '../../state/settings-slice'
import { Switch } from '../../ui/Switch'
import { Line, Section } from './Section'

const note =
  'The screen may still go dark. If the computer does fall asleep, nothing is lost: what ran then is sent again after it wakes.'

/** Whether the computer may fall asleep over its work. */
export function Sleep({ settings: { awake = true } }: { readonly settings: AppSettings }) {
  return (
    <Section of="sleep" title="Sleep">
      <dl>
        <Line title="While tasks run" note={note}>
          <Switch label="Keep this computer awake" checked={awake} onChange={(on) => void saveSetting('awake', on)} />
        </Line>
      </dl>
    </Section>
  )
}
