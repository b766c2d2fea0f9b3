import type { TemplateBody } from '#shared/template-body'
import type { TemplateView } from '#shared/template-view'
import { counted, formatAge } from '../../format'

/** 'used 2 h ago in 4 batches'; 'not used yet'. */
export function usedWords({ batches, usedAt }: Pick<TemplateView, 'batches' | 'usedAt'>, now: number): string {
  if (batches === 0 || usedAt === null) return 'not used yet'
  return `used ${formatAge(now - usedAt)} ago, in ${counted(batches, 'batch', 'batches')}`
}

/** All that a version says as lines of text, in the order in which it is sent, so that two of them can be compared line by line. */
export function bodyText({ system, examples, prompt, images, customId, missing, parameters }: TemplateBody): string {
  const part = (title: string, text: string) => `${title}\n${text}`
  const { json, stop, extra, ...rest } = parameters
  const values = [
    ...Object.entries(rest)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${parameterNames[name] ?? name}: ${String(value)}`),
    ...(json === undefined
      ? []
      : [`Answer: ${json === 'any' ? 'JSON' : `JSON by ${JSON.stringify(json.schema, null, 2)}`}`]),
    ...(stop === undefined ? [] : [`Stop: ${JSON.stringify(stop)}`]),
    ...(extra === undefined ? [] : [`Extra fields: ${JSON.stringify(extra, null, 2)}`]),
  ]
  const rule =
    missing.kind === 'refuse' ? 'left out' : missing.kind === 'empty' ? 'sent empty' : `sent with “${missing.text}”`
  return [
    ...(system === undefined ? [] : [part('System prompt', system)]),
    ...examples.flatMap(({ user, assistant }, at) => [
      part(`Example ${at + 1}: what is asked`, user),
      part(`Example ${at + 1}: what is answered`, assistant),
    ]),
    part('Prompt', prompt),
    [
      ...(customId === undefined ? [] : [`Row id: ${customId}`]),
      ...(images.length === 0 ? [] : [`Images: ${images.join(', ')}`]),
      `Rows without a value: ${rule}`,
      ...values,
    ].join('\n'),
  ].join('\n\n')
}

const parameterNames: Record<string, string> = {
  ...{
    providerId: 'Provider',
    model: 'Model',
    lane: 'Lane',
    temperature: 'Temperature',
    maxOutputTokens: 'Max tokens',
  },
  seed: 'Seed',
}
