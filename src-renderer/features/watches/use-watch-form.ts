import { useEffect, useState } from 'react'
import type { TemplateDetail, TemplateView } from '#shared/template-view'
import type { FolderSurvey, WatchView } from '#shared/watch'
import { bridge } from '../../bridge'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { folderName } from './file-words'
import { type DraftProblems, draftOf, emptyDraft, inputOf, isChanged, problemsOf, type WatchDraft } from './watch-draft'

/** What is being typed about a watch, until it is saved. Nothing typed is lost by a refusal. */
export function useWatchForm(watch: WatchView | null, onSaved: (saved: WatchView) => void) {
  const start = () => (watch ? draftOf(watch) : emptyDraft(null))
  const [saved, setSaved] = useState<WatchDraft | null>(watch ? start : null)
  const [draft, setDraft] = useState(start)
  const [touched, setTouched] = useState<ReadonlySet<keyof DraftProblems>>(new Set())
  const [failure, setFailure] = useState<string | null>(null)
  const [isSaving, setSaving] = useState(false)
  const templates = useTemplates((first) => {
    if (watch === null) setDraft((known) => (known.templateId === null ? { ...known, templateId: first } : known))
  })
  const template = useTemplate(draft.templateId, draft.version)
  const [looked, setLooked] = useState('') // a path is typed letter by letter, and what is above it may be large
  const survey = useSurvey(looked, draft.subfolders)

  const problems = problemsOf(draft)
  const changed = saved === null || isChanged(draft, saved)
  const change = (part: Partial<WatchDraft>) => {
    setDraft((known) => ({ ...known, ...part }))
    setFailure(null)
  }
  const touch = (...fields: (keyof DraftProblems)[]) => setTouched((known) => new Set([...known, ...fields]))

  async function choose(): Promise<void> {
    const chosen = await ask('pickWatchFolder', {}, { failed: 'No folder was chosen' })
    if (!chosen) return
    change({ folder: chosen.folder })
    setLooked(chosen.folder)
  }

  async function save(): Promise<void> {
    touch('folder', 'budget', 'dayBudget', 'dryRun', 'word', 'settle')
    if (Object.keys(problems).length > 0 || isSaving) return
    setSaving(true)
    const result = await bridge.saveWatch(inputOf(draft, watch?.id ?? null))
    setSaving(false)
    if (!result.ok) return setFailure(result.error.message)
    const next = draftOf(result.value)
    setSaved(next)
    setDraft(next)
    const name = folderName(result.value.folder)
    useStore.getState().toast({ kind: 'done', title: watch ? `${name} saved` : `${name} is watched` })
    onSaved(result.value)
  }

  const problem = (field: keyof DraftProblems) => (touched.has(field) ? (problems[field] ?? null) : null)
  const known = { templates, template, survey: looked === draft.folder.trim() ? survey : null }
  const look = () => watch === null && setLooked(draft.folder.trim())
  return { draft, change, problem, touch, changed, choose, look, known, isNew: watch === null, failure, isSaving, save }
}
export type WatchFormState = ReturnType<typeof useWatchForm>

/** The saved templates, by name; null until main has answered. A new watch begins with the first of them. */
function useTemplates(onFirst: (id: TemplateView['id']) => void): readonly TemplateView[] | null {
  const [templates, setTemplates] = useState<readonly TemplateView[] | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the form opens
  useEffect(() => {
    let isHere = true
    void bridge.listTemplates({ archived: false }).then((result) => {
      if (!isHere || !result.ok) return
      setTemplates(result.value)
      const [first] = result.value
      if (first) onFirst(first.id)
    })
    return () => {
      isHere = false
    }
  }, [])
  return templates
}

/** The template that is chosen, with its versions; null until it is known, and where there is none. */
function useTemplate(id: TemplateView['id'] | null, version: number | null): TemplateDetail | null {
  const [detail, setDetail] = useState<TemplateDetail | null>(null)
  useEffect(() => {
    if (id === null) return setDetail(null)
    let isHere = true
    void bridge.getTemplate({ id, ...(version === null ? {} : { version }) }).then((result) => {
      if (isHere) setDetail(result.ok ? result.value : null)
    })
    return () => {
      isHere = false
    }
  }, [id, version])
  return detail
}

export type Surveyed = { readonly found: FolderSurvey | null; readonly failure: string | null }
/** What is in the folder already. */
function useSurvey(folder: string, subfolders: boolean): Surveyed | null {
  const [known, setKnown] = useState<Surveyed | null>(null)
  useEffect(() => {
    setKnown(null)
    if (folder === '') return
    let isHere = true
    void bridge.surveyFolder({ folder, subfolders }).then((result) => {
      if (isHere)
        setKnown(result.ok ? { found: result.value, failure: null } : { found: null, failure: result.error.message })
    })
    return () => {
      isHere = false
    }
  }, [folder, subfolders])
  return known
}
