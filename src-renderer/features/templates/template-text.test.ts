import { describe, expect, it } from 'vitest'
import { parseTemplate } from '#shared/template'
import { completionAt, slotOf } from './completion'
import { filledText } from './filled-text'
import { marksOf } from './marks'

const columns = ['product', 'review text', 'stars', 'a}b'].map((name) => ({ name, first: `first ${name}` }))

describe('the marks of a text', () => {
  const marked = (text: string) =>
    marksOf(text, parseTemplate(text).problems).map(({ kind, text: each }) => `${kind}:${each}`)

  it('are columns and what stands between them, and together they are the text', () => {
    expect(marked('Of {{product}}, {{stars | trim}}.')).toEqual([
      'plain:Of ',
      'column:{{product}}',
      'plain:, ',
      'column:{{stars | trim}}',
      'plain:.',
    ])
    expect(marked('')).toEqual([])
  })

  it('show what is wrong in its place, and leave escaped braces and results of steps alone', () => {
    expect(marked('{{product | trin}} \\{{x}} {{steps.a.result}}')).toEqual([
      'problem:{{product | trin}}',
      'plain: \\{{x}} {{steps.a.result}}',
    ])
  })

  it('turn a column into a problem where a problem lies over it', () => {
    const marks = marksOf('{{produkt}} x', [{ from: 0, to: 11, message: 'There is no column “produkt”.' }])
    expect(marks).toEqual([
      { text: '{{produkt}}', kind: 'problem' },
      { text: ' x', kind: 'plain' },
    ])
  })
})

describe('completion', () => {
  const at = (text: string) => {
    const caret = text.indexOf('|caret|')
    return completionAt(text.replace('|caret|', ''), caret, columns)
  }
  const labels = (text: string) => at(text)?.options.map(({ label }) => label) ?? null

  it('offers all columns once two braces are typed, and then those that fit', () => {
    expect(labels('Of {{|caret|')).toEqual(['product', 'review text', 'stars', 'a}b'])
    expect(labels('Of {{st|caret|')).toEqual(['stars'])
    expect(labels('Of {{text|caret|')).toEqual(['review text'])
    expect(labels('Of {{produkt|caret|')).toEqual(['product'])
  })

  it('takes the place of what was typed, and of braces that are closed already', () => {
    expect(at('Of {{st|caret|}} x')).toMatchObject({ from: 3, to: 9, options: [{ insert: '{{stars}}' }] })
    expect(at('Of {{st|caret|')).toMatchObject({ from: 3, to: 7 })
  })

  it('offers filters after a bar, and nothing while their arguments are typed', () => {
    expect(at('{{stars | tru|caret|')).toMatchObject({ from: 9, to: 13, options: [{ insert: ' truncate 500 "…"}}' }] })
    expect(labels('{{stars | truncate 5|caret|')).toBeNull()
  })

  it('offers nothing outside of braces, after escaped ones, and for results of steps', () => {
    for (const text of ['Of |caret|', '{{stars}}|caret|', '\\{{|caret|', '{{steps.|caret|', '{{zzzzzz|caret|'])
      expect(labels(text), text).toBeNull()
  })

  it('writes a column so that it is read again, also one with braces in its name', () => {
    for (const { name } of columns) expect(parseTemplate(slotOf(name)).parts).toMatchObject([{ column: name }])
  })
})

describe('what came from cells', () => {
  const cells: Record<string, string> = { product: 'Lamp', stars: '2', long: 'x'.repeat(500) }
  const values = (template: string, made: string) =>
    filledText(template, made, (column) => cells[column] ?? null).flatMap(({ text, isValue }) =>
      isValue ? [text] : [],
    )

  it('is told from the words around it, also where it holds the same words', () => {
    expect(values('{{product}} has {{stars}} stars', 'Lamp has 2 stars')).toEqual(['Lamp', '2'])
    expect(values('{{product}}a{{stars}}', 'Lampa2')).toEqual(['Lamp', '2'])
  })

  it('reaches to the next words where the cell is longer than is known', () => {
    const whole = 'x'.repeat(900)
    expect(values('{{long}} end', `${whole} end`)).toEqual([whole])
    expect(values('{{long}}', whole)).toEqual([whole])
  })

  it('is what a filter made of it, and nothing where it is empty', () => {
    expect(values('a {{product | upper}} b', 'a LAMP b')).toEqual(['LAMP'])
    expect(values('a {{none}} b', 'a  b')).toEqual([])
  })

  it('is not guessed where the text was made of another template', () => {
    const made = 'Something else'
    expect(filledText('{{product}} costs', made, () => 'Lamp')).toEqual([{ text: made, isValue: false }])
  })
})
