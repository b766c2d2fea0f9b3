import { act, render, screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { useFocusGuard } from './use-focus-guard'

function Lab({ home }: { readonly home: boolean }) {
  useFocusGuard()
  const [there, setThere] = useState(true)
  return (
    <main tabIndex={-1}>
      <div>
        {home && (
          <button type="button" data-focus-home>
            Home
          </button>
        )}
        <span>{there && <button type="button">Short-lived</button>}</span>
      </div>
      <button type="button" onClick={() => setThere(false)}>
        Take away
      </button>
    </main>
  )
}

const takeAway = () => {
  act(() => screen.getByRole('button', { name: 'Short-lived' }).focus())
  act(() => screen.getByRole('button', { name: 'Take away' }).click()) // a click of the script moves no focus
}

test('what leaves with the focus hands it to what stands for it', async () => {
  render(<Lab home />)
  takeAway()
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Home' })))
})

test('without such a place it goes to the view, and not to the page', async () => {
  render(<Lab home={false} />)
  takeAway()
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('main')))
})

test('what is still there keeps it, and a person who leaves it is not brought back', async () => {
  render(<Lab home />)
  const button = screen.getByRole('button', { name: 'Take away' })
  act(() => button.focus())
  act(() => button.blur())
  act(() => button.click())
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))
  expect(document.activeElement).toBe(document.body)
})
