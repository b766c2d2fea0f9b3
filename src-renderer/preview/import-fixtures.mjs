// Imports in states that are hard to reach, for shoot-more.mjs.
const names = ['id', 'product', 'review_text', 'stars', 'internal_note', 'country', 'channel']
const review =
  'Second hinge, same crack, same corner. Support asked for the receipt twice and then for a photo of the box.'
const reasons = [
  'review_text is empty',
  'review_text is empty',
  'the same id as line 1,043',
  '7 values, the header has 5',
  'a quote is opened and never closed',
  'this line is longer than 16 MB',
]
const progress = { importId: 'import-2', phase: 'scanned', bytesRead: 2_100_000, bytesTotal: 2_100_000, message: null }

export const csv = {
  importId: 'import-2',
  files: [{ name: 'customer-feedback-of-the-third-quarter-all-countries-final.csv', bytes: 2_100_000, format: 'csv' }],
  columns: names.map((name, index) => ({
    name,
    first: index === 2 ? review.repeat(3) : ['CF-20418', 'Fjord 14 laptop', '', '2', '', 'NO', 'mail'][index],
  })),
  promptColumn: null,
  needsPromptColumn: true,
  rows: [],
  rejected: [],
  progress: { ...progress, prompts: 0, rejected: 0 },
}
export const chosen = {
  ...csv,
  promptColumn: 'review_text',
  rows: Array.from({ length: 20 }, (_, index) => ({
    file: csv.files[0].name,
    line: index + 2,
    customId: `CF-${20_418 + index}`,
    prompt: review,
  })),
  rejected: Array.from({ length: 42 }, (_, index) => ({
    file: csv.files[0].name,
    line: 311 + index * 97,
    reason: reasons[index % 6],
  })),
  progress: { ...progress, prompts: 4_806, rejected: 142 },
}
export const scanning = {
  ...chosen,
  rejected: [],
  files: [{ name: 'reviews.jsonl', bytes: 204_000_000, format: 'jsonl' }],
  progress: {
    ...progress,
    phase: 'scanning',
    bytesTotal: 204_000_000,
    bytesRead: 91_000_000,
    prompts: 410_000,
    rejected: 0,
  },
}
export const unreadable = {
  ...scanning,
  progress: {
    ...scanning.progress,
    phase: 'failed',
    message: 'reviews.jsonl changed while it was read, at line 412,004.',
  },
}
export const empty = {
  ...chosen,
  promptColumn: 'internal_note',
  rows: [],
  progress: { ...progress, prompts: 0, rejected: 4_812 },
}
