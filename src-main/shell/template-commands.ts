import { writeFileWhole } from '#io/write-file'
import type { Handlers } from '#shared/contract'
import { CommandError } from '#shared/result'
import type { EpochMs } from '#shared/task'
import type { Store } from '#store/store'
import { targetOf } from '../wiring/add-to-batch'
import { readTemplateFile, templateText } from '../wiring/template-file'
import { fileNameOf } from './file-name'
import { templatePreviews } from './template-previews'

type Names =
  | 'listTemplates'
  | 'getTemplate'
  | 'saveTemplate'
  | 'duplicateTemplate'
  | 'archiveTemplate'
  | 'exportTemplate'
  | 'importTemplate'
  | 'previewTemplate'
  | 'checkTemplates'
  | 'getVariants'
  | 'getSourceRow'
type Parts = Omit<Parameters<typeof templatePreviews>[0], 'store'> & {
  readonly store: Parameters<typeof templatePreviews>[0]['store'] &
    Pick<Store, 'templates' | 'variants' | 'sourceRows' | 'write' | 'task'>
  readonly now: () => EpochMs
  /** Asks where the file goes, and for a file; null when the person closed the dialog. */
  readonly pickPlace: (window: number, name: string) => Promise<string | null>
  readonly pickFile: (window: number) => Promise<string | null>
}

/** Templates, what rows would become under them, and what became of the rows of a batch. */
export function templateCommands(parts: Parts): Pick<Handlers, Names> {
  const { store, now, pickPlace, pickFile } = parts
  const { templates, variants, sourceRows } = store
  const save = (saved: Parameters<typeof templates.save>[0]) => store.write(() => templates.save(saved, now()))

  return {
    ...templatePreviews(parts),
    listTemplates: async ({ archived }) => templates.list(archived),
    getTemplate: async ({ id, version }) => templates.get(id, version),
    saveTemplate: (saved) => save(saved),
    duplicateTemplate({ id, version }) {
      const { name, body } = templates.get(id, version)
      return store.write(() => templates.save({ name: templates.freeName(name), body }, now()))
    },
    archiveTemplate: ({ id, archived }) => store.write(() => templates.archive(id, archived ? now() : null)),
    async exportTemplate({ id, version }, window) {
      const template = templates.get(id, version)
      const place = await pickPlace(window, fileNameOf(template.name, 'template', now(), 'json'))
      if (place === null) return null
      await writeFileWhole(place, [templateText(template)], 'template')
      return { file: place }
    },
    async importTemplate(_request, window) {
      const file = await pickFile(window)
      if (file === null) return null
      const { name, body } = await readTemplateFile(file)
      return store.write(() => templates.save({ name: templates.freeName(name), body }, now()))
    },
    async getVariants({ batchId }) {
      const all = variants.list(batchId).map((variant) => {
        const { templateVersion } = variant
        return {
          ...variant,
          template: templateVersion === null ? null : (templates.ofVersion(templateVersion) ?? null),
        }
      })
      return { columns: sourceRows.columns(batchId)?.slice() ?? null, target: targetOf(store, batchId), variants: all }
    },
    async getSourceRow({ id }) {
      const task = store.task(id)
      if (!task) throw new CommandError('not_found', 'This task is not here any more.')
      const source = sourceRows.ofTask(id)
      if (!source) return null
      const columns = sourceRows.columns(task.batchId) ?? []
      const { row, file, line, cells } = source
      return { row, file, line, cells: columns.map((column, at) => ({ column, value: cells[at] ?? null })) }
    },
  }
}
