import { strToU8, zipSync } from 'fflate'

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaged = 'http://schemas.openxmlformats.org/package/2006/relationships'

type Parts = {
  /** What stands in `sheetData` of each sheet, by its name; a name that begins with `!` is hidden. */
  readonly sheets: Readonly<Record<string, string>>
  readonly texts?: readonly string[] // each as it stands in `si`
  readonly formats?: readonly (number | string)[] // of each style: a built-in format, or the code of one
  readonly from1904?: boolean
  readonly more?: Readonly<Record<string, string>>
}

/** For tests: a workbook as a program would write it. */
export function workbook({ sheets, texts, formats = [], from1904, more = {} }: Parts): Buffer {
  const names = Object.keys(sheets)
  const sheetTags = names.map((name, at) => {
    const hidden = name.startsWith('!') ? ' state="hidden"' : ''
    return `<sheet name="${name.replace(/^!/, '')}" sheetId="${at + 1}" r:id="rId${at + 1}"${hidden}/>`
  })
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${relations}/${type}" Target="${target}"/>`
  const codes = formats.flatMap((format, at) => (typeof format === 'string' ? [{ id: 200 + at, format }] : []))
  const styles = `<styleSheet ${main}><numFmts>${codes
    .map(({ id, format }) => `<numFmt numFmtId="${id}" formatCode="${format.replaceAll('"', '&quot;')}"/>`)
    .join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${formats
    .map((format, at) => `<xf numFmtId="${typeof format === 'string' ? 200 + at : format}"/>`)
    .join('')}</cellXfs></styleSheet>`
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': `<Relationships xmlns="${packaged}">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `<?xml version="1.0" encoding="UTF-8"?>\n<workbook ${main} xmlns:r="${relations}"><workbookPr${from1904 ? ' date1904="1"' : ''}/><sheets>${sheetTags.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packaged}">${[
      ...names.map((_, at) => relation(`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`)),
      relation('rId90', 'styles', 'styles.xml'),
      ...(texts ? [relation('rId91', 'sharedStrings', '/xl/sharedStrings.xml')] : []),
    ].join('')}</Relationships>`,
    'xl/styles.xml': styles,
    ...(texts
      ? { 'xl/sharedStrings.xml': `<sst ${main}>${texts.map((text) => `<si>${text}</si>`).join('')}</sst>` }
      : {}),
    ...Object.fromEntries(
      names.map((name, at) => [
        `xl/worksheets/sheet${at + 1}.xml`,
        `<worksheet ${main}><dimension ref="A1"/><sheetData>${sheets[name]}</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>`,
      ]),
    ),
    ...more,
  }
  return Buffer.from(zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))))
}

/** A row of texts, written in place. */
export const textRow = (row: number, texts: readonly string[]): string =>
  `<row r="${row}">${texts.map((text, at) => `<c r="${String.fromCharCode(65 + at)}${row}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`).join('')}</row>`
