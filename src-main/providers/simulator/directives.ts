/** What a prompt may ask of the practice provider, as `(practice: …)` anywhere in its content. */
export type Directive =
  | { readonly kind: 'refuse' | 'too_long' | 'no_key' | 'no_quota' | 'no_json' | 'empty' | 'hang' | 'drop' }
  | { readonly kind: 'fail'; readonly times: number }
  | { readonly kind: 'error'; readonly status: number }
  | { readonly kind: 'limit'; readonly seconds: number }
  | { readonly kind: 'slow'; readonly seconds: number }

const pattern = /\(\s*practice\s*:\s*([a-z]+(?: [a-z]+)?)(?:\s+(\d+(?:\.\d+)?))?\s*\)/gi

/** Every directive in the content, in order. What is written like one and is none counts as plain text. */
export function directivesIn(content: string): Directive[] {
  return [...content.matchAll(pattern)].flatMap(([, words = '', number]) => read(words.toLowerCase(), number) ?? [])
}

/** Words are answered, also where JSON is asked for. */
export const asksForNoJson = (content: string): boolean => directivesIn(content).some(({ kind }) => kind === 'no_json')

/** The content as a model would read it. */
export function withoutDirectives(content: string): string {
  return content.replace(pattern, ' ').replace(/\s+/g, ' ').trim()
}

function read(words: string, number: string | undefined): Directive | null {
  const value = number === undefined ? undefined : Number(number)
  switch (words) {
    case 'refuse':
    case 'empty':
    case 'hang':
    case 'drop':
      return { kind: words }
    case 'too long':
      return { kind: 'too_long' }
    case 'no key':
      return { kind: 'no_key' }
    case 'no quota':
      return { kind: 'no_quota' }
    case 'no json':
      return { kind: 'no_json' }
    case 'fail':
      return { kind: 'fail', times: value ?? 1 }
    case 'error':
      return value !== undefined && Number.isInteger(value) && value >= 400 && value < 600
        ? { kind: 'error', status: value }
        : null
    case 'limit':
      return { kind: 'limit', seconds: value ?? 6 }
    case 'slow':
      return { kind: 'slow', seconds: value ?? 5 }
    default:
      return null
  }
}
