import { useState } from 'react'
import type { ScheduleView } from '#shared/schedule'
import { bridge } from '../../bridge'
import { useStore } from '../../state/store'
import {
  type DraftProblems,
  draftOf,
  emptyDraft,
  inputOf,
  isChanged,
  problemsOf,
  rulesOf,
  type ScheduleDraft,
} from './draft'
import { usePreview } from './use-preview'

/** What is being typed about a schedule, until it is saved. Nothing typed is lost by a refusal. */
export function useScheduleForm(schedule: ScheduleView | null, onSaved: (saved: ScheduleView) => void) {
  const start = () => (schedule ? draftOf(schedule) : emptyDraft())
  const [saved, setSaved] = useState<ScheduleDraft | null>(schedule ? start : null)
  const [draft, setDraft] = useState(start)
  const [touched, setTouched] = useState<ReadonlySet<keyof DraftProblems>>(new Set())
  const [failure, setFailure] = useState<string | null>(null)
  const [isSaving, setSaving] = useState(false)
  const [isDescribing, setDescribing] = useState(false) // a run window that is not among them yet
  const preview = usePreview(draft.cron, draft.timeZone.trim())

  const problems = problemsOf(draft)
  const rules = rulesOf(draft, schedule)
  const changed = saved === null || isChanged(draft, saved)
  const change = (part: Partial<ScheduleDraft>) => {
    setDraft((known) => ({ ...known, ...part }))
    setFailure(null)
  }
  const touch = (...fields: (keyof DraftProblems)[]) => setTouched((known) => new Set([...known, ...fields]))

  async function save(): Promise<void> {
    touch('name', 'prompts')
    if (Object.keys(problems).length > 0 || rules.value === null || isDescribing || isSaving) return
    setSaving(true)
    const result = await bridge.saveSchedule(inputOf(draft, schedule))
    setSaving(false)
    if (!result.ok) return setFailure(result.error.message)
    const next = draftOf(result.value)
    setSaved(next)
    setDraft(next)
    useStore.getState().toast({ kind: 'done', title: `${result.value.name} saved` })
    onSaved(result.value)
  }

  const problem = (field: keyof DraftProblems) => (touched.has(field) ? (problems[field] ?? null) : null)
  const own = { rules, isDescribing, setDescribing }
  return { draft, change, problem, touch, preview, changed, own, isNew: schedule === null, failure, isSaving, save }
}
export type ScheduleFormState = ReturnType<typeof useScheduleForm>
