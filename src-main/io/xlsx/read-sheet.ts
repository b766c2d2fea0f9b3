import type { Cell, Columns } from '#shared/rows'
import { uniqueNames } from '../record'
import { rejected, type SourceRow } from '../source-row'
import { type NumberKind, serialText } from './number-format'
import { readXml } from './read-xml'
import { readKinds, readTexts, type Sheet, textOf, type Workbook } from './workbook'

/** What Excel itself takes (its specifications and limits, 2024). */
const mostColumns = 16_384
/** Further right than this a value is a slip; each of its row's empty cells before it would be held and stored. */
const mostBeyond = 256

/**
 * The rows of a sheet, each at its row number. Dates and times come as text, formulas as the value that was stored with them, of
 * merged cells the first has the value. Rows without a value are passed over.
 * @param header the first row names the columns
 * @param onShare what part of the sheet was read so far, 0 to 1
 */
export async function* readSheet(
  name: string,
  workbook: Workbook,
  sheet: Sheet,
  { header, signal, onShare }: { header: boolean; signal: AbortSignal; onShare: (share: number) => void },
): AsyncGenerator<SourceRow[]> {
  const cells = cellReader(await readTexts(name, workbook, signal), await readKinds(name, workbook), workbook.from1904)
  const table = sheetRows(header)
  let rows: SourceRow[] = []
  let line = 0
  let row: Cell[] = []
  let problem: string | null = null
  let isIn = false
  const heard = {
    open(tag: string, attributes: () => Record<string, string>) {
      if (tag === 'sheetData') isIn = true
      else if (!isIn) return
      else if (tag === 'row') {
        line = Number(attributes().r ?? line + 1) || line + 1
        row = []
        problem = null
      } else if (tag === 'c') cells.begin(attributes(), row.length)
      else cells.open(tag)
    },
    close(tag: string) {
      if (!isIn) return
      cells.close(tag)
      if (tag === 'sheetData') isIn = false
      else if (tag === 'c') {
        const { at, value, trouble } = cells.end()
        if (at >= mostColumns || at < row.length) problem ??= `the cell in column ${at + 1} stands where none can`
        else if (at > table.widest() && value !== null)
          problem ??= `the cell in column ${at + 1} stands far beyond the others`
        problem ??= trouble
        if (problem !== null) return
        while (row.length < at && value !== null) row.push(null)
        if (value !== null) row.push(value)
      } else if (tag === 'row' && problem !== null) rows.push({ line, ...rejected(problem) })
      else if (tag === 'row' && row.length > 0) rows.push(...table.take(line, row))
    },
    text: (said: string) => cells.text(said),
  }
  const size = workbook.zip.sizeOf(sheet.part)
  let read = 0
  async function* counted() {
    for await (const piece of workbook.zip.stream(sheet.part)) {
      read += piece.length
      yield piece
    }
  }
  for await (const _ of readXml(name, counted(), heard)) {
    signal.throwIfAborted()
    onShare(Math.min(read / Math.max(size, 1), 1))
    yield rows
    rows = []
  }
}

/** Makes rows of the cells of a sheet; one that is wider than the header gets columns of its own. */
function sheetRows(header: boolean) {
  let names: Columns | null = null
  const byWidth = new Map<number, Columns>()
  const namesFor = (width: number): Columns => {
    const known = byWidth.get(width)
    if (known) return known
    const all = uniqueNames(Array.from({ length: width }, (_, at) => names?.[at] ?? ''))
    byWidth.set(width, all)
    return all
  }
  return {
    take(line: number, cells: readonly Cell[]): SourceRow[] {
      if (!names) {
        names = header ? uniqueNames(cells.map((cell) => String(cell ?? '').trim())) : namesFor(cells.length)
        if (header) return []
      }
      const wide = namesFor(Math.max(names.length, cells.length))
      return [{ line, kind: 'record', names: wide, cells, typedByProgram: true }]
    },
    widest: () => (names ? names.length + mostBeyond : mostColumns),
  }
}

type ReadCell = { readonly at: number; readonly value: Cell; readonly trouble: string | null }

/** Puts a cell together from its tags (ECMA-376 part 1, 18.3.1.4). */
function cellReader(texts: readonly string[], kinds: readonly NumberKind[], from1904: boolean) {
  let [at, type, style] = [0, 'n', -1]
  let value: string | null = null
  let isValue = false
  const inline = textOf()

  function finished(): Cell | { readonly trouble: string } {
    if (type === 'inlineStr') return inline.take() || null
    if (value === null || value === '') return null
    switch (type) {
      case 's':
        return texts[Number(value)] ?? { trouble: 'points to a text that the workbook does not have' }
      case 'b':
        return value === '1' || value === 'true'
      case 'n':
        return numeric(Number(value))
      default: // str, of a formula; e, an error such as #N/A; d, an ISO date
        inline.open('t')
        inline.text(value)
        inline.close('t')
        return inline.take()
    }
  }
  function numeric(number: number): Cell | { readonly trouble: string } {
    if (!Number.isFinite(number)) return { trouble: 'holds a number that is none' }
    const kind = kinds[style] ?? 'number'
    return kind === 'number' ? number : (serialText(number, kind, from1904) ?? number)
  }
  return {
    begin(attributes: Record<string, string>, next: number) {
      at = attributes.r === undefined ? next : columnOf(attributes.r)
      type = attributes.t ?? 'n'
      style = Number(attributes.s ?? -1)
      value = null
    },
    open(tag: string) {
      if (tag === 'v') {
        isValue = true
        value = ''
      } else if (type === 'inlineStr') inline.open(tag)
    },
    close(tag: string) {
      if (tag === 'v') isValue = false
      else if (type === 'inlineStr') inline.close(tag)
    },
    text(said: string) {
      if (isValue) value += said
      else if (type === 'inlineStr') inline.text(said)
    },
    end(): ReadCell {
      const found = finished()
      const isTrouble = typeof found === 'object' && found !== null && 'trouble' in found
      if (isTrouble) return { at, value: null, trouble: `the cell in column ${at + 1} ${String(found.trouble)}` }
      return { at, value: found, trouble: null }
    },
  }
}

/** 'C7' is 2. */
function columnOf(address: string): number {
  let column = 0
  for (const char of address) {
    const digit = char.toUpperCase().charCodeAt(0) - 64
    if (digit < 1 || digit > 26) break
    column = column * 26 + digit
  }
  return column - 1
}
