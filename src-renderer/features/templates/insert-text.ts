/**
 * Puts text in place of what is selected, as if it were typed: the browser's own undo takes it back. `execCommand` is the one way to do that,
 * and Chromium keeps it for this reason; where it is not there (jsdom), the text is set.
 */
export function insertText(field: HTMLTextAreaElement, text: string): void {
  field.focus()
  if (typeof document.execCommand === 'function' && document.execCommand('insertText', false, text)) return
  const { selectionStart, selectionEnd, value } = field
  // React watches the field's own `value`; the prototype's is what the browser would have set.
  const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set
  set?.call(field, value.slice(0, selectionStart) + text + value.slice(selectionEnd))
  field.setSelectionRange(selectionStart + text.length, selectionStart + text.length)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
