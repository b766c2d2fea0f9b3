/** What stands in `payloads.request` once retention removed the text. The hash beside it stays that of the text. */
export const purgedRequest = '{"kind":"purged"}'
/** What is shown in the text's place, in lists too. */
export const purgedTitle = '(text removed)'
