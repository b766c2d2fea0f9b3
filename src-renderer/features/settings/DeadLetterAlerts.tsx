import { useEffect, useState } from 'react'
import { settingsSections } from '../../actions/settings-sections'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { AlertFields } from '../alerts/AlertFields'
import { type AlertDraft, alertDraft, readAlert } from '../alerts/alert-draft'
import { Line, Section } from './Section'

const note =
  'Of every batch; one may have its own. You are told once, and again only after the share has fallen to half of that.'

/** When too many of a batch die, and the way to the rules. */
export function DeadLetterAlerts() {
  const { title } = settingsSections.letters
  const { draft, change, save } = useAlert()
  const openRules = useStore((store) => store.openRules)
  return (
    <Section of="letters" title={title}>
      <dl>
        <Line title="Alert" note={note}>
          {draft && <AlertFields draft={draft} problems={readAlert(draft).problems} onChange={change} onDone={save} />}
        </Line>
        <Line title="Rules" note="What is done with letters of one kind by itself. None is on unless you switch it on.">
          <Button size="sm" icon="rules" onClick={() => openRules({ at: 'list' })}>
            Rules for dead letters
          </Button>
        </Line>
      </dl>
    </Section>
  )
}

/** Saved when a field is left or a switch turned; what cannot be read is kept as typed, with what to type instead. */
function useAlert() {
  const [draft, setDraft] = useState<AlertDraft | null>(null)
  const [saved, setSaved] = useState('')
  const [leaving, setLeaving] = useState(0) // how often a field was left
  useEffect(() => {
    let here = true
    void ask('getDeadAlert', {}, { failed: 'The alert could not be read' }).then((alert) => {
      if (!here || !alert || !('share' in alert)) return
      setDraft(alertDraft(alert))
      setSaved(JSON.stringify(alert))
    })
    return () => {
      here = false
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is saved when a field was left, and not with every key
  useEffect(() => {
    const value = draft && readAlert(draft).value
    if (!value || leaving === 0 || JSON.stringify(value) === saved) return
    setSaved(JSON.stringify(value))
    void ask('saveDeadAlert', value, { failed: 'The alert was not changed' })
  }, [leaving])
  return {
    draft,
    change: (part: Partial<AlertDraft>) => setDraft((known) => known && { ...known, ...part }),
    save: () => setLeaving((n) => n + 1),
  }
}
