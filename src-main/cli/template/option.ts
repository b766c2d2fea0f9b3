import { z } from 'zod'
import { CommandError } from '#shared/result'
import type { TemplateDetail, VariantInput } from '#shared/template-view'
import type { Store } from '#store/store'

/** A template as the command line names it; version: the newest where none is named. */
export type TemplateRef = { readonly name: string; readonly version: number | undefined }

/** `NAME` or `NAME@VERSION`. */
export function parseTemplateRef(word: string): TemplateRef {
  const [, name = word, version] = /^(.+)@(\d{1,9})$/s.exec(word.trim()) ?? []
  return { name: name.trim(), version: version === undefined ? undefined : Number(version) }
}

/** For the options of any command that reads files: `--template NAME[@VERSION]`, as often as there are variants. */
export const templateOption = {
  template: z.array(z.string().trim().min(1, 'takes the name of a template').transform(parseTemplateRef)).default([]),
}
export const templateUsage =
  '  --template NAME[@VERSION]  makes prompts of the columns; several times: each row is asked under each of them, in one batch'

/** The template of that name. Throws CommandError 'not_found', with the names that there are. */
export function findTemplate({ templates }: Pick<Store, 'templates'>, { name, version }: TemplateRef): TemplateDetail {
  const found = templates.named(name)
  if (found) return templates.get(found.id, version)
  const names = templates.list().map((each) => each.name)
  const offer = names.length === 0 ? 'None is saved yet.' : `There are: ${names.join(', ')}.`
  throw new CommandError('not_found', `There is no template called ${name}. ${offer}`)
}

/** Templates as variants of one import, with what else the command line asks for. Throws as `findTemplate` does. */
export const variantsOf = (
  store: Pick<Store, 'templates'>,
  refs: readonly TemplateRef[],
  asked: Omit<VariantInput, 'template' | 'body'>,
): VariantInput[] =>
  refs.map((ref) => {
    const { id, shown } = findTemplate(store, ref)
    return { ...asked, template: { id, version: shown } }
  })
