import { promptOf } from '#shared/request'
import type { TemplateField } from '#shared/template-body'
import type { TemplatePreview } from '#shared/template-view'

/** What each text of a template became in a row, by the order in which they are sent; nothing where the row makes no request. */
export function madeTexts(preview: TemplatePreview | null): ReadonlyMap<TemplateField, string> {
  const made = new Map<TemplateField, string>()
  if (preview?.request?.kind !== 'chat') return made
  const { messages } = preview.request
  const system = messages[0]?.role === 'system' ? messages[0] : null
  const turns = system ? messages.slice(1) : messages
  if (typeof system?.content === 'string') made.set('system', system.content)
  for (const [at, { role, content }] of turns.slice(0, -1).entries())
    if (typeof content === 'string')
      made.set(`examples.${Math.floor(at / 2)}.${role === 'assistant' ? 'assistant' : 'user'}`, content)
  made.set('prompt', promptOf(preview.request))
  return made
}
