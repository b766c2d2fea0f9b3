import { describe, expect, it } from 'vitest'
import type { TemplateId } from '#shared/template-view'
import { WatchInput, WatchOptions } from '#shared/watch'
import { draftOf, emptyDraft, inputOf, problemsOf, type WatchDraft } from './watch-draft'

describe('the draft of a watch', () => {
  const template = { id: 3 as TemplateId, version: 2 }
  it.each([
    {},
    { template },
    { promptColumn: 'q', subfolders: true, lane: 'heavy', providerId: 'p', model: 'm', badRows: 'leave_out' },
    {
      template,
      budget: 1_500_000_000,
      dryRun: { rows: 5 },
      results: { format: 'xlsx', word: 'out' },
      settleMs: 60_000,
    },
  ])('comes back as it was: %o', (part) => {
    const options = WatchOptions.parse(part)
    const draft = draftOf({ folder: '/in', options })
    expect(problemsOf(draft)).toEqual({})
    expect(WatchInput.parse(inputOf(draft, null)).options).toEqual(options)
  })
  it.each<[Partial<WatchDraft>, string]>([
    [{ folder: ' ' }, 'folder'],
    [{ budget: 'much' }, 'budget'],
    [{ dryRun: '0' }, 'dryRun'],
    [{ dryRun: '101' }, 'dryRun'],
    [{ dryRun: '2.5' }, 'dryRun'],
    [{ word: 'a.b' }, 'word'],
    [{ word: '' }, 'word'],
    [{ settle: '0' }, 'settle'],
    [{ settle: '1.5' }, 'settle'],
    [{ settle: '3601' }, 'settle'],
  ])('says what does not fit: %o', (part, field) => {
    const draft = { ...emptyDraft(null), folder: '/in', ...part }
    expect(Object.keys(problemsOf(draft))).toEqual([field])
  })
  it('sends no column beside a template', () => {
    const draft = { ...emptyDraft(3 as TemplateId), folder: '/in', promptColumn: 'q' }
    expect(inputOf(draft, null).options).toMatchObject({ template: { id: 3, version: null }, promptColumn: null })
  })
})
