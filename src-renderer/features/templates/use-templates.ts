import { useCallback, useEffect, useState } from 'react'
import type { TemplateBody } from '#shared/template-body'
import type { TemplateDetail, TemplateId, TemplateView } from '#shared/template-view'
import { ask } from '../../state/ask'

/** All saved templates, also those that were put away, and what changes them. Each change lists them anew. */
export function useTemplates() {
  const [templates, setTemplates] = useState<readonly TemplateView[] | null>(null) // null: not known yet
  const load = useCallback(async () => {
    const all = await ask('listTemplates', { archived: true }, { failed: 'The templates could not be listed' })
    if (all) setTemplates(all)
  }, [])
  useEffect(() => void load(), [load])
  const then = async <T>(done: Promise<T | null>): Promise<T | null> => {
    const value = await done
    if (value !== null) await load()
    return value
  }
  return {
    templates,
    /** @param of left out: as a new one */
    save: (name: string, body: TemplateBody, of?: Pick<TemplateDetail, 'id' | 'version'>) =>
      then(
        ask(
          'saveTemplate',
          { name, body, ...(of ? { id: of.id, seen: of.version } : {}) },
          { failed: 'The template was not saved. What you wrote is still here' },
        ),
      ),
    duplicate: (id: TemplateId, version: number) =>
      then(ask('duplicateTemplate', { id, version }, { failed: 'The template was not copied' })),
    archive: (id: TemplateId, archived: boolean) =>
      then(
        ask(
          'archiveTemplate',
          { id, archived },
          { failed: archived ? 'The template stays' : 'The template stays archived' },
        ),
      ),
    fromFile: () => then(ask('importTemplate', {}, { failed: 'The template was not read' })),
    toFile: (id: TemplateId, version: number) =>
      ask('exportTemplate', { id, version }, { failed: 'The template was not written' }),
  }
}
export type Templates = ReturnType<typeof useTemplates>

/** One of them as a version has it; null until it is read. @param version null: the newest @param known the list, with which it is read anew */
export function useTemplate(
  id: TemplateId | null,
  version: number | null,
  known: Templates['templates'],
): TemplateDetail | null {
  const [read, setRead] = useState<TemplateDetail | null>(null)
  const stamp = known?.find((each) => each.id === id)
  const asked =
    id === null || !stamp ? null : JSON.stringify([id, version, stamp.version, stamp.name, stamp.archivedAt])
  useEffect(() => {
    if (asked === null || id === null) return
    let isCurrent = true
    void ask('getTemplate', { id, ...(version === null ? {} : { version }) }, { failed: 'It was not opened' }).then(
      (found) => {
        if (isCurrent && found) setRead(found)
      },
    )
    return () => {
      isCurrent = false
    }
  }, [asked, id, version])
  return read?.id === id ? read : null
}
