import type { Definition, Nodes, Root, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

export type Parsed = {
  readonly children: readonly RootContent[]
  /** Where reference links lead, by their normalised label. */
  readonly definitions: ReadonlyMap<string, string>
}

/** Longer texts take the parser seconds, and nobody reads them for their headings. */
export const longestMarkdown = 200_000
/** No document nests so deep; one that does was made to overflow something. Of deeper nesting each level costs the parser all lines again. */
export const deepestNesting = 40

/** The structure of a text; null for one that is too long or nests too deep, which is then shown as it is. Never throws. */
export function parseMarkdown(text: string): Parsed | null {
  if (text.length > longestMarkdown || nestsTooDeep(text)) return null
  try {
    const root: Root = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
    return { children: root.children, definitions: definitionsIn(root.children) }
  } catch {
    return null // a fault of the parser must not take the answer away
  }
}

/** Quotes and list items within each other on one line. Each alternative begins with what the other cannot, so that it takes one way through. */
const containers = new RegExp(String.raw`^(?:[ \t]*>|[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]){${deepestNesting},}`, 'm')

/** By a look at lines' beginnings and at runs of brackets, before the parser is asked. */
const nestsTooDeep = (text: string): boolean =>
  containers.test(text) || /^[ \t]{200,}\S/m.test(text) || /[[(]{200,}|[*_~]{2000,}/.test(text)

function definitionsIn(nodes: readonly RootContent[]): Map<string, string> {
  const found = new Map<string, string>()
  const isDefinition = (node: RootContent): node is Definition => node.type === 'definition'
  // CommonMark takes the first of two with one label.
  for (const { identifier, url } of nodes.filter(isDefinition)) if (!found.has(identifier)) found.set(identifier, url)
  return found
}

/** The words of a node, however deep they lie. */
export function textOf(node: Nodes): string {
  const words: string[] = []
  const left: Nodes[] = [node]
  for (let next = left.pop(); next; next = left.pop()) {
    if ('value' in next) words.push(next.value)
    if ('children' in next) left.push(...next.children.toReversed())
  }
  return words.join('')
}
