import { expect, test } from 'vitest'
import { sameChange } from './same-change'

test('a part that was replaced is found and replaced in the others, in whole words', () => {
  expect(sameChange('Customer history, all years: long', 'Customer history, since 2024: long')).toEqual({
    ...{ kind: 'replace', find: 'all years', with: 'since 2024', regex: false, matchCase: true, wholeWords: false },
  })
  expect(sameChange('Rate the colour of it', 'Rate the color of it')).toMatchObject({ find: 'colour', with: 'color' })
})

test('what was put before or after all of it goes around the others', () => {
  expect(sameChange('Rate it', 'Answer in JSON.\nRate it\nNow.')).toEqual({
    kind: 'template',
    text: 'Answer in JSON.\n{{prompt}}\nNow.',
  })
})

test('what was put in the middle is found by what stands beside it', () => {
  const edit = sameChange('One two three four', 'One two and a half three four')
  if (edit?.kind !== 'replace') expect.fail()
  expect('One two three four'.replace(edit.find, edit.with)).toBe('One two and a half three four')
  expect(edit.find.trim().length).toBeGreaterThanOrEqual(4)
})

test('another text altogether is no change that others could have', () => {
  expect(sameChange('A prompt', 'Something else')).toBeNull()
  expect(sameChange('The same', 'The same')).toBeNull()
})
