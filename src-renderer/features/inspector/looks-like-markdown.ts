/** Whether a text has anything that Markdown would draw otherwise: emphasis, code, headings, lists, quotes, tables, links. */
export function looksLikeMarkdown(text: string): boolean {
  const head = text.slice(0, 20_000)
  return (
    /^ {0,3}(?:#{1,6} |[-+*] |\d{1,9}[.)] |> |```|~~~|\|.*\|)/m.test(head) ||
    /\*\*[^*\s]|__[^_\s]|`[^`\n]+`|\]\(|\bhttps:\/\/|^(?:-{3,}|\*{3,})$/m.test(head)
  )
}
