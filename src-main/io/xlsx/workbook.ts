import { posix } from 'node:path'
import { badFile } from '../bad-file'
import type { RandomAccess } from '../random-access'
import { builtInKind, kindOfFormat, type NumberKind } from './number-format'
import { readXml, unescaped } from './read-xml'
import { openZip, type Zip } from './zip'

/** Texts of a workbook stand in one list that every sheet points into, so it is held; the sheets themselves are streamed. */
const mostTextBytes = 64 * 1024 * 1024

export type Sheet = { readonly name: string; readonly part: string; readonly hidden: boolean }
export type Workbook = {
  readonly zip: Zip
  readonly sheets: readonly Sheet[]
  readonly from1904: boolean
  readonly related: Related
}
type Related = { readonly texts: string | null; readonly styles: string | null }

/** Opens a workbook and lists its sheets. Throws CommandError `bad_file` for what is none. */
export async function openWorkbook(name: string, file: RandomAccess): Promise<Workbook> {
  const zip = await openZip(name, file)
  const root = (await relationsOf(name, zip, '')).find(({ type }) => type.endsWith('/officeDocument'))?.part
  const main = root ?? 'xl/workbook.xml'
  if (!zip.has(main)) throw badFile(name, 'is a zip archive, but no workbook', 'Unpack it, or choose an .xlsx file')
  const relations = await relationsOf(name, zip, main)
  const partOf = (type: string) => relations.find((each) => each.type.endsWith(`/${type}`))?.part ?? null
  const sheets: Sheet[] = []
  let from1904 = false
  await heardAll(name, zip, main, (tag, attributes) => {
    if (tag === 'workbookPr') from1904 = isTrue(attributes().date1904)
    if (tag !== 'sheet') return
    const { name: title = '', relation, state } = attributes()
    const found = relations.find(({ id, type }) => id === relation && type.endsWith('/worksheet')) // others are charts
    if (found && zip.has(found.part))
      sheets.push({ name: unescaped(title), part: found.part, hidden: state !== undefined && state !== 'visible' })
  })
  if (sheets.length === 0) throw badFile(name, 'is a workbook without a sheet', 'Choose another')
  return { zip, sheets, from1904, related: { texts: partOf('sharedStrings'), styles: partOf('styles') } }
}

const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true'

type Relation = { readonly id: string; readonly type: string; readonly part: string }

async function relationsOf(name: string, zip: Zip, part: string): Promise<Relation[]> {
  const found: Relation[] = []
  const folder = posix.dirname(part)
  await heardAll(name, zip, posix.join(folder, '_rels', `${posix.basename(part)}.rels`), (tag, attributes) => {
    if (tag !== 'Relationship') return
    const { Id: id = '', Type: type = '', Target: target = '' } = attributes()
    found.push({ id, type, part: target.startsWith('/') ? target.slice(1) : posix.join(folder, target) })
  })
  return found
}

async function heardAll(
  name: string,
  zip: Zip,
  part: string,
  open: (tag: string, attributes: () => Record<string, string>) => void,
): Promise<void> {
  if (!zip.has(part)) return
  for await (const _ of readXml(name, zip.stream(part), { open }));
}

/** The texts that cells point to, in their order. Throws CommandError `bad_file` where they are too many to be held. */
export async function readTexts(name: string, { zip, related }: Workbook, signal: AbortSignal): Promise<string[]> {
  const part = related.texts ?? 'xl/sharedStrings.xml'
  if (!zip.has(part)) return []
  const bytes = zip.sizeOf(part)
  if (bytes > mostTextBytes) {
    const problem = `is a workbook with ${Math.ceil(bytes / 1_000_000)} MB of texts, which all have to be held at once; 67 MB can be`
    throw badFile(name, problem, 'Save the sheet as .csv, which may be of any size')
  }
  const texts: string[] = []
  const text = textOf()
  const heard = {
    open: (tag: string) => text.open(tag),
    close: (tag: string) => {
      text.close(tag)
      if (tag === 'si') texts.push(text.take())
    },
    text: (said: string) => text.text(said),
  }
  for await (const _ of readXml(name, zip.stream(part), heard)) signal.throwIfAborted()
  return texts
}

/** Gathers a text of parts in several fonts, without how East Asian ones are pronounced. */
export function textOf() {
  let [isIn, isRuby] = [false, false]
  let gathered = ''
  return {
    open(tag: string) {
      if (tag === 't') isIn = true
      else if (tag === 'rPh') isRuby = true
    },
    close(tag: string) {
      if (tag === 't') isIn = false
      else if (tag === 'rPh') isRuby = false
    },
    text(said: string) {
      if (isIn && !isRuby) gathered += said
    },
    take(): string {
      const taken = unescaped(gathered)
      gathered = ''
      return taken
    },
  }
}

/** What each style makes of a number. */
export async function readKinds(name: string, { zip, related }: Workbook): Promise<NumberKind[]> {
  const codes = new Map<number, string>()
  const kinds: NumberKind[] = []
  let isIn = false
  const open = (tag: string, attributes: () => Record<string, string>) => {
    if (tag === 'numFmt') {
      const { numFmtId, formatCode = '' } = attributes()
      codes.set(Number(numFmtId), formatCode)
    } else if (tag === 'cellXfs') isIn = true
    else if (tag === 'cellStyles' || tag === 'dxfs') isIn = false
    else if (tag === 'xf' && isIn) {
      const id = Number(attributes().numFmtId)
      const code = codes.get(id)
      kinds.push(code === undefined ? builtInKind(id) : kindOfFormat(code))
    }
  }
  await heardAll(name, zip, related.styles ?? 'xl/styles.xml', open)
  return kinds
}
