import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../database'
import { compileTerms, termsOf } from './compile-text'
import { foldText, tokenizer } from './fold-text'

const compileText = (typed: string) => compileTerms(termsOf(typed)) || null

/** A real index of these texts, of which the returned function gives those that match. */
function indexOf(...texts: string[]) {
  const db = connect(':memory:', { timeoutMs: 0 })
  onTestFinished(() => void db.close())
  db.exec(
    `CREATE VIRTUAL TABLE texts USING fts5(prompt, result, tags, content='', contentless_delete=1, tokenize="${tokenizer}")`,
  )
  const insert = db.prepare('INSERT INTO texts (rowid, prompt, result, tags) VALUES (?, ?, ?, ?)')
  for (const [index, text] of texts.entries()) insert.run(index, foldText(text), '', 'slive')
  const find = db.prepare('SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rowid').pluck()
  return (typed: string): string[] => {
    const match = compileText(typed)
    if (match === null) return []
    return (find.all(`tags : ("slive") AND {prompt result} : (${match})`) as number[]).map(
      (index) => texts[index] ?? '',
    )
  }
}

test.each([
  [
    'all words are needed, in any order and case',
    'Review CUSTOMER ',
    ['a customer review'],
    ['a review', 'customers and reviews'],
  ],
  ['a phrase stands together', '"customer review" ', ['one customer review'], ['the review of a customer']],
  ['the last word may be a beginning', 'cust', ['a customer', 'custody'], ['accustomed']],
  ['a space says that it is whole', 'cust ', ['the cust'], ['a customer']],
  ['and so does a quote', '"cust"', ['the cust'], ['a customer']],
  ['a quote that is still open is a phrase that is being typed', '"a custo', ['so a customer'], ['customer a']],
  ['two letters are no beginning', 'cu', ['cu'], ['customer']],
  ['accents do not matter', 'resume naive ', ['Résumé, naïve', 'RE\u0301SUME\u0301 naive'], ['resumed']],
  ['a word with signs in it is a phrase', 'foo_bar.baz ', ['x foo_bar.baz', 'foo bar baz'], ['bar foo baz']],
  ['operators are words', 'cats OR dogs ', ['cats or dogs'], ['cats', 'dogs']],
  ['a column and a star are text', 'tags:slive result:* ', ['tags slive, result'], ['slive']],
  ['Chinese: any part of a text', '国人', ['中国人民'], ['中国', '国 and 人 apart', '人国']],
  ['Japanese: kanji and kana', '京タ', ['東京タワー'], ['東京']],
  ['half-width and full-width forms are the same', 'ﾀﾜｰ ＡＢＣ ', ['タワー abc'], ['タワ ab']],
  ['Korean: the word without its ending', '학교', ['학교에서 만나요'], ['교학']],
  ['Thai: part of a run of words', 'สวัสดี', ['เขาพูดว่าสวัสดีครับ'], ['สวด']],
  ['Hindi: vowel signs count', 'हिन्दी ', ['यह हिन्दी है'], ['हन्द']],
  ['Arabic with and without vowel signs', 'محمد ', ['مُحَمَّد'], ['حمد']],
  ['an emoji, whatever its skin', '👍', ['fine 👍🏽!', 'yes👍'], ['👎']],
  ['an emoji newer than the tokenizer', '🫠', ['so 🫠'], ['so']],
] as const)('%s', (_what, typed, found, others) => {
  const search = indexOf(...found, ...others)
  expect(search(typed)).toEqual(found)
})

test('signs alone find nothing, and beside words they count for nothing', () => {
  const search = indexOf('c language', 'd')
  expect(compileText('++ "" -- *')).toBeNull()
  expect(search('c ++ ')).toEqual(['c language'])
})

test('nothing that is typed is an error of syntax', () => {
  const search = indexOf('some text')
  const operators = [
    '"',
    '""',
    '*',
    'AND',
    'OR',
    'NOT',
    'NEAR(',
    '(',
    ')',
    '^',
    ':',
    '{a b}:',
    '+',
    '-',
    '\u0000',
    '\ud800',
    "'",
    ';',
    '%',
    '东',
    '👩‍👩‍👧',
    'é',
  ]
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc
      .array(fc.oneof(fc.constantFrom(...operators), fc.string({ maxLength: 5 })), { maxLength: 20 })
      .map((all) => all.join(' ')),
    fc.array(fc.constantFrom(...operators), { maxLength: 20 }).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(typed, (text) => {
      expect(() => search(text)).not.toThrow()
    }),
    { numRuns: 5_000 },
  )
})

test('every word of a text finds it', () => {
  const db = connect(':memory:', { timeoutMs: 0 })
  onTestFinished(() => void db.close())
  db.exec(`CREATE VIRTUAL TABLE texts USING fts5(prompt, content='', contentless_delete=1, tokenize="${tokenizer}")`)
  const put = db.prepare('INSERT OR REPLACE INTO texts (rowid, prompt) VALUES (1, ?)')
  const find = db.prepare('SELECT rowid FROM texts WHERE texts MATCH ?').pluck()
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      fc.string({ maxLength: 10 }),
      (middle, edge) => {
        const match = compileText(`${middle} `)
        put.run(foldText(`${edge} ${middle} ${edge}`))
        if (match !== null && !/["\u201c-\u201e\u00ab\u00bb]/.test(middle))
          expect([middle, find.get(match)]).toEqual([middle, 1])
      },
    ),
    { numRuns: 2_000 },
  )
})
