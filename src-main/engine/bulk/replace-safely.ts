import { createContext, Script } from 'node:vm'
import type { PromptEdit } from '#shared/prompt-edit'
import { CommandError } from '#shared/result'

/** What one slice of texts may take; then they are tried one by one. */
const patienceMs = 20
/** What one text may take where it took longer than that: nothing else runs meanwhile, but on a busy machine 20 ms pass without our doing. */
const lastPatienceMs = 250
/** After so many texts on which it took too long the pattern is at fault, and nothing more is tried. */
const mostSlow = 3

type Replace = Extract<PromptEdit, { kind: 'replace' }>

/** What a text becomes; null where the pattern took too long on it. */
export type Replacer = (texts: readonly string[]) => readonly (string | null)[]

// Not by its class: it may be of the context in which the script ran.
const isTimeout = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

const all = new Script('texts.map((text) => text.replace(pattern, put))')

/** @throws CommandError 'bad_request' where it is no regular expression */
function patternOf({ find, regex, matchCase, wholeWords }: Replace): RegExp {
  const source = regex ? find : find.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  const whole = wholeWords ? `(?<![\\p{L}\\p{N}_])(?:${source})(?![\\p{L}\\p{N}_])` : source
  try {
    return new RegExp(whole, matchCase ? 'gu' : 'giu')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new CommandError('bad_request', `This is no regular expression: ${why}. Nothing was changed.`)
  }
}

/**
 * Find and replace. V8 has no bound of its own on how long a regular expression takes; a script of `node:vm` has one, which also ends it amid a
 * match. @throws CommandError 'bad_request' for what is no regular expression, and, when used, for one that takes too long on several texts
 */
export function createReplacer(edit: Replace): Replacer {
  const pattern = patternOf(edit)
  const put = edit.regex ? edit.with : () => edit.with // or $ would have a meaning in it
  const context = createContext({ texts: [], pattern, put })
  let slow = 0

  function within(texts: readonly string[], timeout = patienceMs): string[] | null {
    context.texts = texts
    pattern.lastIndex = 0
    try {
      return all.runInContext(context, { timeout }) as string[]
    } catch (error) {
      if (isTimeout(error)) return null
      throw error
    } finally {
      context.texts = []
    }
  }

  function alone(text: string): string | null {
    const replaced = (within([text]) ?? within([text], lastPatienceMs))?.[0] ?? null
    if (replaced === null && ++slow >= mostSlow)
      throw new CommandError(
        'bad_request',
        'The regular expression takes too long on these prompts: it repeats what may repeat in itself, as in (a+)+. Make it simpler.',
      )
    return replaced
  }

  return (texts) => within(texts) ?? texts.map(alone)
}
