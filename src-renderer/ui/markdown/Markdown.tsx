import type { Nodes, Parents, PhrasingContent, Table } from 'mdast'
import { memo, type ReactNode, useMemo } from 'react'
import { openableUrl, placeOf } from '#shared/link'
import { TextBlocks } from '../text/TextBlocks'
import { deepestNesting, type Parsed, parseMarkdown, textOf } from './parse'

type Context = Pick<Parsed, 'definitions'> & { readonly onLink: (url: string) => void; readonly depth: number }
type MarkdownProps = { readonly text: string; readonly onLink: (url: string) => void }

/**
 * A text with its headings, lists, tables and code. It is drawn as React elements and never as HTML: tags stand there as they were written,
 * images are named and not loaded, and links say where they lead and leave it to `onLink` to go there.
 */
export const Markdown = memo(function Markdown({ text, onLink }: MarkdownProps) {
  const parsed = useMemo(() => parseMarkdown(text), [text])
  if (!parsed) return <TextBlocks text={text} />
  const context = { definitions: parsed.definitions, onLink, depth: 0 }
  return (
    <div className="flex flex-col gap-2.5 wrap-break-word">
      {parsed.children.map((node, at) => draw(node, at, context))}
    </div>
  )
})

/** What nests deeper is drawn as its words. */
function inner(node: Parents, context: Context): ReactNode[] {
  if (context.depth >= deepestNesting) return [textOf(node)]
  const within = { ...context, depth: context.depth + 1 }
  return node.children.map((child, at) => draw(child, at, within))
}

const headings = ['text-[15px]/5', 'text-[14px]/5', 'text-[13px]/[19px]'] as const

function draw(node: Nodes, key: number, context: Context): ReactNode {
  switch (node.type) {
    case 'text':
      return node.value
    case 'paragraph':
      return <p key={key}>{inner(node, context)}</p>
    case 'heading': {
      const look = headings[node.depth - 1] ?? 'text-[13px]/[19px]'
      const Level = node.depth < 3 ? 'h4' : node.depth < 5 ? 'h5' : 'h6' // the window has its own above
      return (
        <Level key={key} className={`mt-1 font-semibold first:mt-0 ${look}`}>
          {inner(node, context)}
        </Level>
      )
    }
    case 'strong':
      return (
        <strong key={key} className="font-semibold">
          {inner(node, context)}
        </strong>
      )
    case 'emphasis':
      return <em key={key}>{inner(node, context)}</em>
    case 'delete':
      return <del key={key}>{inner(node, context)}</del>
    case 'inlineCode':
      return (
        <code key={key} className="code rounded-xs bg-code px-1 py-px">
          {node.value}
        </code>
      )
    case 'code':
      return (
        <pre key={key} className="code overflow-x-auto rounded-md bg-code px-3 py-2 leading-[18px]">
          <code>{node.value}</code>
        </pre>
      )
    case 'html':
      return (
        <code key={key} className="code text-ink-2">
          {node.value}
        </code>
      )
    case 'blockquote':
      return (
        <blockquote key={key} className="flex flex-col gap-2 border-l-2 border-line-strong pl-3 text-ink-2">
          {inner(node, context)}
        </blockquote>
      )
    case 'list': {
      const items = inner(node, context)
      return node.ordered ? (
        <ol key={key} start={node.start ?? 1} className="flex list-decimal flex-col gap-1 pl-6">
          {items}
        </ol>
      ) : (
        <ul key={key} className="flex list-disc flex-col gap-1 pl-6">
          {items}
        </ul>
      )
    }
    case 'listItem':
      return (
        <li key={key}>
          <div className="flex flex-col gap-1">
            {node.checked != null && <span className="text-ink-3">{node.checked ? '[x] ' : '[ ] '}</span>}
            {inner(node, context)}
          </div>
        </li>
      )
    case 'thematicBreak':
      return <hr key={key} className="border-line" />
    case 'break':
      return <br key={key} />
    case 'link':
      return link(node.children, node.url, key, context)
    case 'linkReference': {
      const url = context.definitions.get(node.identifier)
      return url === undefined ? <span key={key}>{inner(node, context)}</span> : link(node.children, url, key, context)
    }
    case 'image':
      return image(node.alt, node.url, key)
    case 'imageReference':
      return image(node.alt, context.definitions.get(node.identifier) ?? '', key)
    case 'table':
      return table(node, key, context)
    case 'footnoteReference':
      return <sup key={key}>[{node.label ?? node.identifier}]</sup>
    case 'footnoteDefinition':
      return (
        <div key={key} className="flex gap-2 text-xs text-ink-2">
          <span>[{node.label ?? node.identifier}]</span>
          <div>{inner(node, context)}</div>
        </div>
      )
    case 'definition':
    case 'yaml':
    case 'root':
    case 'tableRow': // drawn by their table
    case 'tableCell':
      return null
  }
}

/** A link whose words are not its address shows the place beside them: words can say anything, and are kept from turning the place around
 *  with marks of writing direction. */
function link(children: readonly PhrasingContent[], url: string, key: number, context: Context): ReactNode {
  const words = <bdi>{children.map((child, at) => draw(child, at, context))}</bdi>
  const to = openableUrl(url)
  if (!to)
    return (
      <span key={key}>
        {words}{' '}
        <span className="text-ink-3">
          (<bdi>{url.slice(0, longestShownUrl)}</bdi>)
        </span>
      </span>
    )
  const [only] = children
  const saysIt = children.length === 1 && only?.type === 'text' && URL.parse(only.value)?.href === to.href
  return (
    <span key={key}>
      <a
        href={to.href}
        title={to.href}
        rel="noreferrer"
        onClick={(event) => {
          event.preventDefault()
          context.onLink(to.href)
        }}
        className="rounded-xs underline decoration-line-control underline-offset-2 hover:decoration-ink"
      >
        {words}
      </a>
      {!saysIt && <span className="text-ink-3"> ({placeOf(to)})</span>}
    </span>
  )
}

const longestShownUrl = 500

function image(alt: string | null | undefined, url: string, key: number): ReactNode {
  const from = /^data:/i.test(url) ? 'in the text' : URL.parse(url)?.hostname || url.slice(0, 80)
  return (
    <span key={key} className="rounded-xs bg-code px-1 text-ink-2" title={url.slice(0, 500)}>
      Image{alt ? `: ${alt}` : ''}
      {from !== '' && <span className="text-ink-3"> ({from}, not loaded)</span>}
    </span>
  )
}

function table({ children, align }: Table, key: number, context: Context): ReactNode {
  const [head, ...rows] = children
  const sideOf = (column: number) => ({ textAlign: align?.[column] ?? ('left' as const) })
  return (
    <div key={key} className="overflow-x-auto">
      <table className="border-collapse text-[12.5px]">
        <thead>
          <tr className="border-b border-line-strong">
            {head?.children.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column has no other name
              <th key={column} style={sideOf(column)} className="py-1 pr-4 font-medium text-ink-2">
                {inner(cell, context)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: nor has a row
            <tr key={at} className="border-b border-line last:border-0">
              {row.children.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <td key={column} style={sideOf(column)} className="py-1 pr-4 align-top">
                  {inner(cell, context)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
