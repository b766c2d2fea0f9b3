import { act, render, screen } from '@testing-library/react'
import { useRef } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { Sheet } from './Sheet'

afterEach(() => vi.unstubAllGlobals())

function WithField() {
  const field = useRef<HTMLInputElement>(null)
  return (
    <Sheet title="Words" open onClose={() => {}} initialFocus={field}>
      <input ref={field} aria-label="Word" />
    </Sheet>
  )
}

test('what is typed before the next frame goes into the first field', async () => {
  vi.stubGlobal('requestAnimationFrame', () => 0) // the frame that does not come yet
  render(<WithField />)
  await act(async () => {})
  expect(document.activeElement).toBe(screen.getByLabelText('Word'))
})

test('without a field the sheet itself has the focus, not its Close button', async () => {
  render(
    <Sheet title="Words" open onClose={() => {}}>
      Only to read
    </Sheet>,
  )
  await act(async () => {})
  expect(document.activeElement?.textContent).toBe('Only to read')
})

test('a field that takes the focus as it is drawn keeps it', async () => {
  render(
    <Sheet title="Words" open onClose={() => {}}>
      {/* biome-ignore lint/a11y/noAutofocus: what is tested */}
      <input autoFocus aria-label="Word" />
    </Sheet>,
  )
  await act(async () => {})
  expect(document.activeElement).toBe(screen.getByLabelText('Word'))
})
