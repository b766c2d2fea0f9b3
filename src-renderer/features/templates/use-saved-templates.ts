import { useCallback, useState } from 'react'
import type { TemplateBody } from '#shared/template-body'
import type { TemplateDetail, TemplateId, TemplateView } from '#shared/template-view'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'

/** The saved templates, and what can be done with them. They are asked for each time the menu opens. */
export function useSavedTemplates() {
  const [templates, setTemplates] = useState<readonly TemplateView[] | null>(null) // null: not known yet
  const load = useCallback(async () => {
    const all = await ask('listTemplates', { archived: false }, { failed: 'The templates could not be listed' })
    if (all) setTemplates(all)
  }, [])
  return {
    templates,
    load,
    open: (id: TemplateId, version?: number): Promise<TemplateDetail | null> =>
      ask(
        'getTemplate',
        { id, ...(version === undefined ? {} : { version }) },
        { failed: 'The template was not opened' },
      ),
    /** @param of left out: as a new one */
    async save(name: string, body: TemplateBody, of?: Pick<TemplateDetail, 'id' | 'version'>) {
      const told = of ? { id: of.id, seen: of.version } : {}
      const saved = await ask('saveTemplate', { name, body, ...told }, { failed: 'The template was not saved' })
      if (saved) toast(`Saved “${saved.name}”, version ${saved.version}`)
      return saved
    },
    async archive(id: TemplateId) {
      const put = await ask('archiveTemplate', { id, archived: true }, { failed: 'The template stays' })
      if (put)
        useStore.getState().toast({
          ...{ kind: 'done', title: `“${put.name}” is archived` },
          detail: 'It is not offered any more. Batches keep what they were made with.',
          action: {
            label: 'Undo',
            run: () => void ask('archiveTemplate', { id, archived: false }, { failed: 'It stays archived' }),
          },
        })
      return put !== null
    },
    fromFile: () => ask('importTemplate', {}, { failed: 'The template was not read' }),
    async toFile(id: TemplateId, version: number) {
      const done = await ask('exportTemplate', { id, version }, { failed: 'The template was not written' })
      if (done) toast(`Written to ${done.file}`)
    },
  }
}

const toast = (title: string) => useStore.getState().toast({ kind: 'done', title })
