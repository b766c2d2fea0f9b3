import { Parser } from 'saxen'
import { badFile } from '../bad-file'

/** What is heard of a part; names come without their namespace's prefix. */
export type Heard = {
  readonly open?: (name: string, attributes: () => Record<string, string>) => void
  readonly close?: (name: string) => void
  readonly text?: (text: string) => void
}

/** A cell holds 32,767 characters at most; what grows beyond this with no tag in it is no workbook, and would be held whole. */
const mostCharsOfOneTag = 32 * 1024 * 1024

/**
 * Hears a part of a workbook as it comes. Yields after each piece, so that rows can be passed on and others have their turn.
 * @throws CommandError `bad_file` for what is not well-formed
 */
export async function* readXml(name: string, pieces: AsyncIterable<string>, heard: Heard): AsyncGenerator<void> {
  const { open, close, text } = heard
  let failed: Error | null = null
  let silent = 0
  const parser = new Parser()
    .on('openTag', (tag, attributes, decode) => {
      silent = 0
      open?.(local(tag), () => decoded(attributes(), decode))
    })
    .on('closeTag', (tag) => {
      silent = 0
      close?.(local(tag))
    })
    .on('error', (error) => {
      failed ??= error
    })
  if (text) parser.on('text', (said, decode) => text(decode(said))).on('cdata', text)
  for await (const piece of pieces) {
    silent += piece.length
    parser.write(piece)
    if (silent > mostCharsOfOneTag) failed ??= new Error('a text above 32 MB')
    if (failed) break
    yield
  }
  failed ??= parser.end() ?? null
  if (failed) {
    const said = String(failed.message).slice(0, 100)
    throw badFile(name, `is a damaged workbook (${said})`, 'Open it in its program and save it again')
  }
  yield
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

function decoded(attributes: Record<string, string>, decode: (text: string) => string): Record<string, string> {
  for (const [name, value] of Object.entries(attributes)) {
    const plain = local(name)
    // Of `r:id` beside `id`, the one with a prefix is the relation.
    if (value.includes('&')) attributes[name] = decode(value)
    if (plain !== name) attributes[plain === 'id' ? 'relation' : plain] = attributes[name] ?? ''
  }
  return attributes
}

/** Writers put what XML cannot hold as `_x000D_`, and the underscore itself as `_x005F_` where it would look like one. */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9a-fA-F]{4})_/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))).toWellFormed()
    : text
